// The part of a document between two marks, which a machine writes.

const begin = '<!-- measured: written by `npm run bench -- --docs` -->';
const end = '<!-- end of measured -->';
const empty = `# Performance\n\n${begin}\n${end}\n`;

/** The document with a new part between the marks; a document without both marks is begun anew. */
export function replaceMeasured(document: string, measured: string): string {
  const marked = document.includes(begin) && document.includes(end) ? document : empty;
  const before = marked.slice(0, marked.indexOf(begin));
  const after = marked.slice(marked.indexOf(end) + end.length);
  return `${before}${begin}\n\n${measured.trim()}\n\n${end}${after}`;
}
