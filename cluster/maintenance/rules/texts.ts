// Numbers of maintenance as people read them. Pure.

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Such as `700 MB` or `1.4 GB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = value < 10 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${shown} ${units[unit]}`;
}
