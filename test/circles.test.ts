// No circles among the source files, imports of types included: each folder can be read from the ground up. Where files
// really call each other they are listed here, with the reason, and count as one.

import t from 'tap';
import { files, type Import, imports } from './support/source-imports.ts';

type Group = { readonly because: string; readonly files: readonly string[] };

const allowed: readonly Group[] = [
  {
    because: 'An expression may hold a query, a query holds expressions: the parser of SQL calls itself.',
    files: ['call', 'condition', 'expression', 'query', 'source'].map(
      (name) => `demo/tds/sql/rules/parse-${name}.ts`,
    ),
  },
  {
    because: 'The translator of SQL walks down the same tree.',
    files: ['call', 'condition', 'expression', 'query', 'source'].map(
      (name) => `demo/tds/sql/rules/translate-${name}.ts`,
    ),
  },
  {
    because: 'A batch runs EXEC, and EXEC runs a text as a batch.',
    files: ['demo/tds/sql/run-batch.ts', 'demo/tds/sql/run-procedure.ts'],
  },
  {
    because: 'An exchange and the connections on its two sides tell each other of every event.',
    files: ['answer-path', 'client-connection', 'exchange-run', 'server-side'].map(
      (name) => `balancer/http1/${name}.ts`,
    ),
  },
];

const groups: ReadonlyMap<string, Group> = new Map(
  allowed.flatMap((group) => group.files.map((file) => [file, group] as const)),
);
const arrows: ReadonlyMap<string, readonly Import[]> = Map.groupBy(imports, ({ from }) => from);

/** What is read together: a file, or a group that is allowed. */
const unitOf = (file: string): string | Group => groups.get(file) ?? file;
const filesOf = (unit: string | Group) => (typeof unit === 'string' ? [unit] : unit.files);
const textOf = ({ from, to }: Import) => `${from} -> ${to}`;

/** The fewest arrows that lead from a unit through others back to it; undefined where none do. */
function circleOf(start: string | Group): readonly Import[] | undefined {
  const seen = new Set<string | Group>();
  let ways: readonly (readonly Import[])[] = [[]];
  while (ways.length > 0) {
    const longer: (readonly Import[])[] = [];
    for (const way of ways) {
      const end = way.at(-1);
      const here = end === undefined ? start : unitOf(end.to);
      for (const arrow of filesOf(here).flatMap((file) => arrows.get(file) ?? [])) {
        const next = unitOf(arrow.to);
        if (next === here || seen.has(next)) continue;
        if (next === start) return [...way, arrow];
        seen.add(next);
        longer.push([...way, arrow]);
      }
    }
    ways = longer;
  }
  return undefined;
}

/** Each circle once: a file that stands in one that was found is not asked again. */
function circles(): readonly (readonly string[])[] {
  const told = new Set<string | Group>();
  return [...new Set(files.map(unitOf))].flatMap((unit) => {
    const circle = told.has(unit) ? undefined : circleOf(unit);
    for (const { from } of circle ?? []) told.add(unitOf(from));
    return circle === undefined ? [] : [circle.map(textOf)];
  });
}

/** Files of a group that can be reached from one of its files without leaving it. */
function reachedFrom(file: string, group: Group, reached = new Set<string>()): ReadonlySet<string> {
  for (const { to } of arrows.get(file) ?? []) {
    if (!group.files.includes(to) || reached.has(to)) continue;
    reached.add(to);
    reachedFrom(to, group, reached);
  }
  return reached;
}

t.test('no file stands on itself', (t) => {
  t.same(circles(), [], 'the arrows of each circle: put what both sides need where both may stand on it');
  t.end();
});

t.test('what is allowed to be a circle is one', (t) => {
  for (const group of allowed) {
    const apart = group.files.filter((file) => reachedFrom(file, group).size < group.files.length);
    t.same(apart, [], group.because);
  }
  t.end();
});
