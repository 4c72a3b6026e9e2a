// Differential fuzz: `node test/fuzz/run.ts --seconds N --seed S`. Whatever the core accepts, node:http in strict mode
// accepts with the same method, target, fields and body; what the core passes on means the same; and the cuts between
// pieces mean nothing. Ends with 1 and the bytes at the first difference.

import { parseArgs } from 'node:util';
import { requests, responses } from './corpus.ts';
import { cut, mutate } from './mutate.ts';
import type { Forwarded, Message, Reading } from './ours.ts';
import { readRequests, readResponse } from './ours.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import type { Twin, TwinReading } from './twin.ts';
import { createTwin } from './twin.ts';

/** One input and what both made of it. */
type Case = {
  readonly what: 'request' | 'response' | 'forwarded';
  readonly bytes: string;
  readonly wanted: readonly Message[];
  readonly twin: TwinReading;
};

/** Cases that are under way at once, and turns of the event loop given to node:http before it is called different. */
const batchSize = 50;
const patience = 200;

/** Fields that the core may add at the end of a request, as a list of names. */
const framingNames = ['', 'Transfer-Encoding', 'Content-Length', 'Connection,Upgrade'];
const ownNames = new Set([...framingNames, 'Host', ...framingNames.slice(1).map((names) => `Host,${names}`)]);

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
  },
});
process.exitCode = await fuzz(Number(values.seconds), Number(values.seed));

async function fuzz(seconds: number, seed: number): Promise<number> {
  console.log(`fuzz: seed ${seed}, ${seconds} s`);
  const random = createRandom(seed);
  const twin = createTwin();
  const counts = { inputs: 0, messages: 0, refused: 0 };
  const endMs = Date.now() + seconds * 1000;
  for (let first = true; first || Date.now() < endMs; first = false) {
    const cases: Case[] = [];
    for (let index = 0; index < batchSize; index++) {
      counts.inputs++;
      const difference =
        random.below(3) === 0 ? tryResponse(random, twin, cases) : tryRequests(random, twin, cases);
      if (difference !== undefined) return report(difference, counts.inputs);
    }
    const wrong = await firstDifference(cases);
    if (wrong !== undefined) return report(wrong, counts.inputs);
    for (const each of cases) {
      counts.messages += each.wanted.length;
      if (each.wanted.length === 0) counts.refused++;
      each.twin.close();
    }
  }
  console.log(`fuzz: ${counts.inputs} inputs, ${counts.messages} messages compared, no difference`);
  return 0;
}

function tryRequests(random: Random, twin: Twin, cases: Case[]): string | undefined {
  const bytes = mutate(random.pick(requests), random, requests);
  const forwarded: Forwarded[] = [];
  const whole = readRequests([bytes], forwarded);
  const pieces = cut(bytes, random);
  const difference = splitDifference(whole, readRequests(pieces), pieces);
  cases.push({ what: 'request', bytes, wanted: whole.messages, twin: twin.readRequests(bytes) });
  for (const each of forwarded) {
    cases.push({
      what: 'forwarded',
      bytes: each.bytes,
      wanted: [each.message],
      twin: twin.readRequests(each.bytes),
    });
  }
  return difference;
}

function tryResponse(random: Random, twin: Twin, cases: Case[]): string | undefined {
  const bytes = mutate(random.pick(responses), random, responses);
  const method = random.pick(['GET', 'GET', 'GET', 'HEAD']);
  const whole = readResponse([bytes], method);
  const pieces = cut(bytes, random);
  const wanted = whole.end === 'whole' ? whole.messages.filter((each) => each.start !== '100') : [];
  cases.push({ what: 'response', bytes, wanted, twin: twin.readResponse(bytes, method) });
  return splitDifference(whole, readResponse(pieces, method), pieces);
}

function splitDifference(whole: Reading, inPieces: Reading, pieces: readonly string[]): string | undefined {
  if (JSON.stringify(whole) === JSON.stringify(inPieces)) return undefined;
  return `the cut changes the meaning\npieces ${show(pieces)}\nwhole  ${show(whole)}\ncut    ${show(inPieces)}`;
}

/** The twin is given time while it has not yet said all that the core has read. */
async function firstDifference(cases: readonly Case[]): Promise<string | undefined> {
  let open = cases.filter((each) => each.wanted.length > 0);
  for (let turn = 0; turn < patience && open.length > 0; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    open = open.filter(
      (each) => each.twin.messages.length < each.wanted.length && each.twin.error === undefined,
    );
  }
  for (const each of cases) {
    for (const [index, message] of each.wanted.entries()) {
      const other = each.twin.messages[index];
      if (other !== undefined && same(message, other, each)) continue;
      return `${each.what} read differently\nbytes ${show(each.bytes)}\nours  ${show(message)}\nhttp  ${show(other)} ${each.twin.error ?? ''}`;
    }
  }
  return undefined;
}

function same(ours: Message, theirs: Message, { what }: Case): boolean {
  const other = what === 'request' ? inOriginForm(theirs) : theirs;
  if (ours.start !== other.start || ours.body !== other.body) return false;
  if (what !== 'forwarded') {
    return (
      show(ours.fields) === show(other.fields) && ours.trailers.every((line) => other.trailers.includes(line))
    );
  }
  const own = other.fields.slice(ours.fields.length);
  const names = own.filter((_, index) => index % 2 === 0).join(',');
  const untouched = show(ours.fields) === show(other.fields.slice(0, ours.fields.length));
  return untouched && ownNames.has(names) && show(ours.trailers) === show(other.trailers);
}

/** The absolute form means the origin form with another Host (RFC 9112 3.2.2); said here once more, in the plain way. */
function inOriginForm(message: Message): Message {
  const match = /^(\S+) https?:\/\/([^/?]+)(.*)$/i.exec(message.start);
  if (match === null) return message;
  const [, method = '', authority = '', rest = ''] = match;
  const target = rest.startsWith('/') ? rest : rest === '' && method === 'OPTIONS' ? '*' : `/${rest}`;
  const hosted = message.fields.some((each, index) => index % 2 === 0 && each.toLowerCase() === 'host');
  const fields = message.fields.map((each, index) =>
    index % 2 === 1 && message.fields[index - 1]?.toLowerCase() === 'host' ? authority : each,
  );
  return {
    ...message,
    start: `${method} ${target}`,
    fields: hosted ? fields : [...fields, 'Host', authority],
  };
}

function report(difference: string, inputs: number): number {
  console.log(`fuzz: difference at input ${inputs}: ${difference}`);
  return 1;
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
