// A number with the thing it counts, for sentences that people read. Pure.

/** Such as `1 file` and `2 files`; `many` where that is more than an s, such as `files are whole`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
