// What a line that came in over SSH asks for: one of the product's scripts by its name, or something a person typed.

export type AskedFor =
  /** A script and what came in on standard input. */
  | {
      readonly kind: 'script';
      readonly name: string;
      readonly values: ScriptValues;
      readonly secrets: Secrets;
    }
  /** Not known yet: the script comes in on standard input. */
  | { readonly kind: 'reader' }
  | { readonly kind: 'typed'; readonly words: readonly string[] };

export type ScriptValues = Readonly<Record<string, unknown>>;
export type Secrets = Readonly<Record<string, string>>;

/** Takes the line apart; nothing in it is run. */
export function readLine(line: string): AskedFor {
  const words = line.trim().match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const plain = words.map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
  const encodedAt = plain.findIndex((word) => /^-(e|ec|enc|encodedcommand)$/i.test(word));
  if (encodedAt >= 0) return readScript(decode(plain[encodedAt + 1] ?? ''), {});
  const commandAt = plain.findIndex((word) => /^-(c|command)$/i.test(word));
  if (/^powershell(\.exe)?$/i.test(plain[0] ?? '') && commandAt >= 0) {
    return readLine(plain.slice(commandAt + 1).join(' '));
  }
  return { kind: 'typed', words: plain };
}

/** A script is known by a comment in it, and its arguments by the literal that becomes `$arguments`. */
function readScript(script: string, secrets: Secrets): AskedFor {
  if (script.startsWith('# fairlead: reader')) return { kind: 'reader' };
  const name = /^# fairlead: (\S+)$/m.exec(script)?.[1];
  if (name === undefined) return { kind: 'typed', words: script.trim().split(/\s+/) };
  const literal = /^\$arguments = ConvertFrom-Json '((?:[^']|'')*)'$/m.exec(script)?.[1] ?? '{}';
  return { kind: 'script', name, values: parseObject(literal.replaceAll("''", "'")), secrets };
}

/** What a reader gets on standard input: base64 of JSON with the script and the secrets. */
export function readInput(input: string): AskedFor {
  const payload = parseObject(Buffer.from(input, 'base64').toString('utf8'));
  return readScript(String(payload.script ?? ''), (payload.secrets ?? {}) as Secrets);
}

function parseObject(json: string): ScriptValues {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as ScriptValues) : {};
  } catch {
    return {}; // Then the command misses its arguments, and says so.
  }
}

const decode = (base64: string) => Buffer.from(base64, 'base64').toString('utf16le');
