// The files IIS serves by itself: style sheet, picture, script. The same on every server.

export type StaticFile = { readonly type: string; readonly text: string };

const styleSheet = `:root { color-scheme: light dark; --line: #8886; --accent: #0b6e4f; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; gap: .75rem; align-items: center; padding: .75rem 1.5rem; border-bottom: 1px solid var(--line); }
header span { margin-left: auto; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; }
nav { display: flex; flex-wrap: wrap; gap: .4rem 1rem; padding-bottom: 1rem; border-bottom: 1px solid var(--line); }
form { display: grid; gap: .9rem; max-width: 22rem; }
label { display: grid; gap: .25rem; }
input { font: inherit; padding: .45rem .6rem; border: 1px solid var(--line); border-radius: .3rem; }
button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: .3rem; background: var(--accent); color: #fff; }
.note { border-left: .25rem solid var(--accent); padding: .5rem .9rem; background: #8882; }
footer { padding: 1rem 1.5rem; border-top: 1px solid var(--line); font-size: .85rem; opacity: .8; }
code { overflow-wrap: anywhere; }
`;

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><circle cx="14" cy="14" r="12" fill="#0b6e4f"/>
<circle cx="14" cy="11" r="4" fill="#fff"/><path d="M6 22c2-6 14-6 16 0" fill="#fff"/></svg>
`;

const files: ReadonlyMap<string, StaticFile> = new Map([
  ['/crm/themes/simulated.css', { type: 'text/css; charset=utf-8', text: styleSheet }],
  ['/crm/img/logo.svg', { type: 'image/svg+xml', text: logo }],
  ['/crm/js/simulated.js', { type: 'text/javascript; charset=utf-8', text: '"use strict";\n' }],
  ['/crm/reports/sample.csv', { type: 'text/csv; charset=utf-8', text: 'id,name\r\n1,Alder\r\n2,Birch\r\n' }],
]);

/** The file at a path, or undefined. Case does not matter. */
export function staticFile(path: string): StaticFile | undefined {
  return files.get(path.toLowerCase());
}
