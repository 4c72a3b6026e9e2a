// What is wrong between settings of the database, and between having none and the servers.

import type { Finding, Path } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { isLoopback } from '../addresses.ts';
import { clash, risk, type Written } from './crossing.ts';

type Database = NonNullable<Configuration['database']>;

export function databaseCrossings({ database, servers }: Configuration, written: Written): Finding[] {
  if (!database) return withoutDatabase(servers);
  return [...instanceAndPort(database, written), ...trust(database), ...plainText(database)];
}

const at = (key: keyof Database): Path => ['database', key];

function instanceAndPort({ instance }: Database, written: Written): Finding[] {
  if (instance === null || !written(at('port'))) return [];
  const message = 'does not go with instance, whose port is asked of the SQL Server Browser';
  const suggestion = 'keep one of the two: port where the instance has a fixed one';
  return [clash({ path: at('port'), message, suggestion, with: [at('instance')] })];
}

function trust({ trustServerCertificate, encrypt, caFile }: Database): Finding[] {
  const path = at('trustServerCertificate');
  if (!trustServerCertificate) return [];
  if (encrypt === 'strict') {
    const message = 'does not go with encrypt: strict, which always checks the certificate';
    return [clash({ path, message, suggestion: 'take it out, and give caFile', with: [at('encrypt')] })];
  }
  if (caFile !== null) {
    const message = 'makes caFile pointless: any certificate is taken';
    return [clash({ path, message, suggestion: 'take it out', with: [at('caFile')] })];
  }
  return [];
}

function plainText({ encrypt, host }: Database): Finding[] {
  if (encrypt !== false || isLoopback(host)) return [];
  const message = 'what is asked of the database, and its answers, cross the network in plain text';
  return [risk({ path: at('encrypt'), message, suggestion: 'write true', with: [at('host')] })];
}

function withoutDatabase(servers: Configuration['servers']): Finding[] {
  const names = Object.keys(servers);
  if (names.length === 0) {
    const message = 'is null, and there are no servers either';
    const suggestion = 'fill in database, or name each server and its origin under servers';
    return [clash({ path: ['database'], message, suggestion, with: [['servers']] })];
  }
  return names
    .filter((name) => servers[name]?.origin === null)
    .map((name) => {
      const message = 'has no origin, and there is no database to tell it';
      const suggestion = `write origin: https://${name.toLowerCase()}.example.com`;
      return clash({ path: ['servers', name], message, suggestion, with: [['database']] });
    });
}
