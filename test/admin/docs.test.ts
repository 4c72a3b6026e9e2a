// docs/api.md tells every path, key, code and exit code, and none that does not exist.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { adminPaths } from '../../admin/rules/admission.ts';
import { exitCodes } from '../../admin/rules/exit-code.ts';
import { StatusSchema } from '../../admin/status-schema.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'api.md'), 'utf8');
const section = (title: string) => text.split(`\n## ${title}`)[1]?.split('\n## ')[0] ?? '';
const cells = (part: string, column: number) =>
  [...part.matchAll(/^\| (?!-)(.*) \|$/gm)].map((row) => row[1]?.split(' | ')[column] ?? '');
const names = (part: string) =>
  cells(part, 0).flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((each) => each[1] ?? ''));

type Schema = { anyOf?: Schema[]; items?: Schema; properties?: Record<string, Schema> };

t.test('every path is told with its meaning', (t) => {
  const part = section('Paths').split('An error')[0] ?? '';
  const told = Object.fromEntries(names(part).map((path, index) => [path, cells(part, 1)[index + 1]]));
  t.same(told, adminPaths);
  t.end();
});

t.test('every key of the status is told', (t) => {
  const [top = '', servers = ''] = section('`GET /api/v1/status`').split('Of each server:');
  const own = Object.entries((StatusSchema as Schema).properties ?? {}).flatMap(([key, schema]) =>
    schema.items
      ? [`${key}[]`]
      : schema.properties
        ? Object.keys(schema.properties).map((inner) => `${key}.${inner}`)
        : [key],
  );
  t.same(new Set(names(top)), new Set(own));
  const each = (StatusSchema as Schema).properties?.servers?.items?.properties ?? {};
  const inner = Object.entries(each).flatMap(([key, schema]) =>
    schema.properties ? Object.keys(schema.properties).map((name) => `${key}.${name}`) : [key],
  );
  t.same(new Set(names(servers.split('How `state`')[0] ?? '')), new Set(inner));
  t.end();
});

t.test('every error code of an answer is told', (t) => {
  const sources = ['server.ts', join('rules', 'admission.ts')].map((file) =>
    readFileSync(join(import.meta.dirname, '..', '..', 'admin', file), 'utf8'),
  );
  const used = new Set(sources.join().match(/ADM_[A-Z_]+/g));
  used.delete('ADM_LISTEN'); // told at the start, never by an answer
  t.same(new Set(names(section('Paths')).filter((name) => name.startsWith('ADM_'))), used);
  t.end();
});

t.test('every exit code is told, here and in the help', (t) => {
  const part = section('The command line').split('| exit code')[1] ?? '';
  const told = cells(part, 0).filter((cell) => /^\d+$/.test(cell));
  t.same(told, Object.values(exitCodes).map(String));
  t.end();
});
