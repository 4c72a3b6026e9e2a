// What the log of an upgrade says (F7): which scripts ran and whether they succeeded, what must be fixed by hand, which
// script logs tell of errors, and which views were kept and got a new one beside. Pure.

import type { Finding } from '../model.ts';

export type LogScript = { readonly name: string; readonly ok: boolean; readonly text: string };

export type UpgradeLog = {
  readonly scripts: readonly LogScript[];
  readonly findings: readonly Finding[];
};

/** Names of scripts that stand in every log of an upgrade (F7). */
const scriptEnding = /[A-Za-z0-9_ -]+\.(?:es|sql)\b/;
const failure = /\b(fail(?:ed|ure)?|error(?:s)?|unsuccessful|could not|aborted|cannot)\b/i;
/** What sounds like a failure and is none. */
const faultless = /\b(?:0|no|without(?: any)?) (?:errors?|failures?)\b/gi;
const success = /\b(success(?:ful(?:ly)?)?|succeeded|completed?|ok)\b/i;

/** `files`: names in the folder of the script logs; one that holds `*`, or its page's mark of it, tells of errors. */
export function readUpgradeLog(html: string, files: readonly string[]): UpgradeLog {
  const lines = textLines(html);
  const scripts = lines.flatMap(scriptOf);
  const findings = [
    ...(scripts.length === 0 ? [noScripts] : []),
    ...scripts.filter(({ ok }) => !ok).map(scriptFinding),
    ...lines.filter((line) => /\bNB\b.*must be fixed/i.test(line)).map(mustBeFixed),
    ...lines.flatMap(keptViews),
    ...files.filter((name) => /^[*_]|[*]\./.test(baseName(name))).map(markedFile),
  ];
  return { scripts, findings: unique(findings) };
}

const noScripts: Finding = {
  id: 'log-empty',
  severity: 'blocking',
  text: 'the log names no script: either the upgrade did not run its scripts, or this is not its log',
};

function scriptOf(line: string): readonly LogScript[] {
  const name = scriptEnding.exec(line)?.[0]?.trim();
  if (name === undefined) return [];
  const rest = line.replace(name, '');
  if (failure.test(rest.replaceAll(faultless, ''))) return [{ name, ok: false, text: line }];
  const isGood = success.test(rest) || rest.search(faultless) >= 0;
  return isGood ? [{ name, ok: true, text: line }] : [];
}

const scriptFinding = ({ name, text }: LogScript): Finding => ({
  id: `script-${slug(name)}`,
  severity: 'blocking',
  text: `${name} did not succeed: ${text}`,
});

const mustBeFixed = (line: string): Finding => ({
  id: `fix-${slug(line)}`,
  severity: 'blocking',
  text: `must be fixed by hand: ${line}`,
});

/** A standard view that was changed is kept, and the new one is added as NAME_New (F7). */
function keptViews(line: string): readonly Finding[] {
  return [...line.matchAll(/\b(\w+)_New\b/g)].map(([, view = '']) => ({
    id: `view-${slug(view)}`,
    severity: 'warning' as const,
    text: `the view ${view} was changed here and was kept; the new one is ${view}_New: compare them`,
  }));
}

const markedFile = (name: string): Finding => ({
  id: `script-log-${slug(baseName(name))}`,
  severity: 'blocking',
  text: `${name} is marked: its SQL script had errors`,
});

/** Tags away, entities read, one text a line, empty ones left out. */
function textLines(html: string): readonly string[] {
  return html
    .replaceAll(/<(?:script|style)\b[\s\S]*?<\/(?:script|style)>/gi, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<\/?(?:br|p|tr|li|div|h\d|table|ul|body|html|head|title)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 48);

const baseName = (path: string) => path.split(/[\\/]/).at(-1) ?? path;

function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((each) => [each.id, each])).values()];
}
