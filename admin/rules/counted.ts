// Numbers of things in words for people. Pure.

/** Such as `1 file`, `2 files`; `word` in the singular. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
