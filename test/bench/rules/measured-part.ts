// The part of a document between two marks, which a machine writes.

const begin = '<!-- measured: written by `npm run bench -- --docs` -->';
const end = '<!-- end of measured -->';
const empty = `# Performance

Everything below was measured in one run on one machine; \`npm run bench\` does it again on yours. Ratios count,
absolute figures do not: what moves 40,000 requests a second here moves another number there, and so does everything it
is compared with. Every proxy has one core, one process and one thread for its work, Fairlead with all it has: affinity,
session ledger, health checks, metrics, access log. Every answer is looked at: one that is not a whole 200 of the right
length ends the measurement. A run takes about eleven minutes of a machine that does nothing else; it ends with 0 if every
budget that was measured is met, and with 3 if one is missed.

${begin}
${end}
`;

/** The document with a new part between the marks; a document without both marks is begun anew. */
export function replaceMeasured(document: string, measured: string): string {
  const marked = document.includes(begin) && document.includes(end) ? document : empty;
  const before = marked.slice(0, marked.indexOf(begin));
  const after = marked.slice(marked.indexOf(end) + end.length);
  return `${before}${begin}\n\n${measured.trim()}\n\n${end}${after}`;
}
