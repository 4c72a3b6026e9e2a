// What came back, made readable: the process id in front, Windows line ends, errors that PowerShell wrote as XML.

import { pidMark } from './script.ts';

/** The remote process id, once the first line is there. `none`: what runs there is not one of our scripts. */
export function readPid(start: string): number | 'none' | undefined {
  const end = start.indexOf('\n');
  const line = (end < 0 ? start : start.slice(0, end)).trimEnd();
  if (end < 0)
    return pidMark.startsWith(line.slice(0, pidMark.length)) && line.length < 40 ? undefined : 'none';
  const digits = line.startsWith(pidMark) ? line.slice(pidMark.length) : '';
  return /^[0-9]{1,10}$/.test(digits) ? Number(digits) : 'none';
}

/** Standard output as people and parsers want it: without our own first line, lines ending in `\n`. */
export function tidyOutput(text: string): string {
  const lines = text.replaceAll('\r\n', '\n');
  return typeof readPid(lines) === 'number' ? lines.slice(lines.indexOf('\n') + 1) : lines;
}

/** Standard error; PowerShell 5.1 may write `#< CLIXML` and a document instead of text. */
export function tidyErrors(text: string): string {
  const lines = text.replaceAll('\r\n', '\n');
  const start = lines.indexOf('#< CLIXML');
  if (start < 0) return lines;
  const told = [...lines.slice(start).matchAll(/<S S="(?:Error|Warning)">([^<]*)<\/S>/g)];
  return `${lines.slice(0, start)}${told.map((match) => plain(match[1] ?? '')).join('')}`;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** CLIXML writes control characters as _x000D_, and XML its own five. */
function plain(text: string): string {
  return text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll('\r\n', '\n');
}
