// Keeps the compiled code of a run for the next one, which then starts in about half the time. The folder is the
// user's own and never a shared one: what lies in it is run.

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Node writes it when the process ends in good order, and goes without where the folder cannot be used. NODE_COMPILE_CACHE
 * names another folder, NODE_DISABLE_COMPILE_CACHE=1 wants none; both are Node's own.
 */
export function keepCompiledCode(): void {
  if (process.env.NODE_COMPILE_CACHE !== undefined) return;
  const folder = cacheFolder(process.platform, process.env);
  if (folder !== undefined) enableCompileCache(folder);
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where this user's caches are: what systemd gave the service, else the usual place; undefined where there is none. */
export function cacheFolder(platform: NodeJS.Platform, environment: Environment): string | undefined {
  // systemd: CacheDirectory=fairlead; it names several with colons between.
  const given = environment.CACHE_DIRECTORY?.split(':')[0];
  if (given) return join(given, 'code');
  const { LOCALAPPDATA, XDG_CACHE_HOME, HOME } = environment;
  const base = platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME;
  if (base) return join(base, 'fairlead', 'code');
  // Without a home of its own (a service user's is often "/") it starts as the first time, each time.
  if (platform === 'win32' || !HOME || HOME === '/') return undefined;
  return join(HOME, platform === 'darwin' ? 'Library/Caches' : '.cache', 'fairlead', 'code');
}
