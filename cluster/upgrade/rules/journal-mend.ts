// What to do about a journal that cannot be written, by the code of the system. Pure.

const bySystem: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on that disk',
  EDQUOT: 'Give the account of Fairlead more room there',
  EFBIG: 'Raise the size a file may have there',
  EACCES: 'Let the account of Fairlead write there',
  EPERM: 'Let the account of Fairlead write there',
  EROFS: 'Mount that disk so that it can be written',
  EEXIST: 'Take the file away that stands where the folder is wanted',
  ENOENT: 'Bring the folder back as it was, with this file in it',
  ENOTDIR: 'Bring the folder back as it was, with this file in it',
};

/** Half a sentence that begins one. `code` such as `ENOSPC`; undefined where the system gave none. */
export function journalMend(code: string | undefined): string {
  return bySystem[code ?? ''] ?? 'See that this file can be read and written, and is as the run has left it';
}
