// How a command on a simulated server ends, and the error a script ends with.

export type Ending = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** What PowerShell would write in red; ends a script with exit code 1. */
export class ScriptError extends Error {}

export const ended = (exitCode: number, stdout = '', stderr = ''): Ending => ({ exitCode, stdout, stderr });

/** As `Write-Answer` of the scripts does it: one line of JSON in ASCII. */
export function answered(value: object): Ending {
  const json = JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return ended(0, `${json}\r\n`);
}
