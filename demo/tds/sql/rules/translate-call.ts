// Function calls -> SQL for SQLite: built-ins, aggregates, rankings, facts of the session.

import { factFunctions } from './facts.ts';
import { aggregates, builtIns, rankings } from './functions.ts';
import { type Environment, findRelation, type Typed, textLiteral } from './scope.ts';
import { argumentCount, notSupported, unknownFunction } from './sql-error.ts';
import { bigintType, intType, nvarchar } from './sql-type.ts';
import type { Call } from './syntax.ts';
import { translateExpression, translateSorted } from './translate-expression.ts';

export function translateCall(environment: Environment, call: Call): Typed {
  const ranking = rankings[call.name];
  if (ranking && call.over) return { sql: `${ranking}${over(environment, call)}`, type: bigintType };
  if (call.name in aggregates) return translateAggregate(environment, call);
  if (call.name === 'OBJECT_ID') return objectId(environment, call);
  if (call.name === 'APPLOCK_MODE') return appLockMode(environment, call);
  const fact = factFunctions[call.name];
  if (fact && call.arguments.length === 0) {
    environment.translation.needs.facts.add(fact.fact);
    return { sql: `:${fact.fact}`, type: fact.type };
  }
  const known = builtIns[call.name];
  if (!known || call.star || call.distinct || call.over) throw unknownFunction(call.name, call.line);
  const [fewest, most] = known.takes;
  if (call.arguments.length < fewest || call.arguments.length > most) {
    throw argumentCount(call.name, fewest, call.line);
  }
  const made = known.make(...call.arguments.map((each) => translateExpression(environment, each)));
  if (made.sql === ':now') environment.translation.needs.facts.add('now');
  return made;
}

function translateAggregate(environment: Environment, call: Call): Typed {
  const window = call.over ? over(environment, call) : '';
  if (!call.over) environment.aggregates.seen = true;
  if (call.star) {
    if (!call.name.startsWith('COUNT')) throw unknownFunction(call.name, call.line);
    return { sql: `count(*)${window}`, type: call.name === 'COUNT' ? intType : bigintType };
  }
  const inside: Environment = { ...environment, grouped: undefined };
  const [value, separator] = call.arguments.map((each) => translateExpression(inside, each));
  const expected = call.name === 'STRING_AGG' ? 2 : 1;
  if (!value || call.arguments.length !== expected) throw argumentCount(call.name, expected, call.line);
  const made = aggregates[call.name]?.(value, call.distinct ? 'DISTINCT ' : '', separator);
  if (!made) throw unknownFunction(call.name, call.line);
  return { ...made, sql: `${made.sql}${window}` };
}

function over(environment: Environment, call: Call): string {
  const { partitionBy = [], orderBy = [] } = call.over ?? {};
  const parts = partitionBy.map((each) => translateSorted(environment, each));
  const order = orderBy.map(
    (each) => `${translateSorted(environment, each.by)}${each.descending ? ' DESC' : ''}`,
  );
  const clauses = [
    ...(parts.length > 0 ? [`PARTITION BY ${parts.join(', ')}`] : []),
    ...(order.length > 0 ? [`ORDER BY ${order.join(', ')}`] : []),
  ];
  return ` OVER (${clauses.join(' ')})`;
}

/** OBJECT_ID of a name that is written out; NULL where there is no such object. */
function objectId({ translation }: Environment, call: Call): Typed {
  const [name] = call.arguments;
  if (name?.kind !== 'literal' || typeof name.value !== 'string')
    throw notSupported('OBJECT_ID(expression)', call.line);
  const parts = name.value.split('.').map((part) => part.replace(/^\[(.*)\]$/, '$1'));
  try {
    return { sql: String(findRelation(translation, { parts, line: call.line }).id), type: intType };
  } catch {
    // Not finding it is the answer NULL, not an error.
    return { sql: 'NULL', type: intType };
  }
}

/** APPLOCK_MODE(principal, resource, owner): what this session holds. */
function appLockMode(environment: Environment, call: Call): Typed {
  const [, resource, owner] = call.arguments.map((each) => translateExpression(environment, each));
  if (!resource || !owner) throw argumentCount(call.name, 3, call.line);
  const { needs } = environment.translation;
  needs.views.add('dm_tran_locks');
  needs.facts.add('spid');
  const match = (path: string, sql: string) =>
    `json_extract(value, ${textLiteral(`$.${path}`)}) = ${sql} COLLATE NOCASE`;
  const row = `${match('SIM_resource', resource.sql)} AND ${match('SIM_owner', owner.sql)} AND json_extract(value, '$.request_session_id') = :spid`;
  return {
    sql: `ifnull((SELECT json_extract(value, '$.SIM_mode') FROM json_each(:view_dm_tran_locks) WHERE ${row}), 'NoLock')`,
    type: nvarchar(32),
  };
}
