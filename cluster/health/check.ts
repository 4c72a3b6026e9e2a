// One look at one server, probe by probe: is there a connection, does the log-on page come, does Tomcat answer. What
// the answers mean is decided in rules/check-answer.ts, how one is got stands in ask-server.ts.

import type { CheckResult, Server } from '../model.ts';
import {
  judgeAnswer,
  judgeConnect,
  judgeFailure,
  judgeTomcat,
  judgeVersion,
  troubleOf,
} from '../rules/check-answer.ts';
import { versionOn } from '../rules/page-version.ts';
import type { ProbeChecks } from '../rules/probes.ts';
import { type Asked, type AskOptions, askServer, type Question } from './ask-server.ts';

export type CheckOptions = AskOptions & {
  /** Path of the probe page, `{install}` filled in. */
  readonly path: string;
  readonly expect: string;
  /** Finds the version of the CRM on the page; undefined where nobody knows how. */
  readonly version?: RegExp | undefined;
  /** How Tomcat is asked on its own; undefined: it is not. */
  readonly tomcat?: { readonly path: string; readonly alive: readonly number[] } | undefined;
};

/** Checks `server` once by its probe page. Never rejects: whatever goes wrong is a failed check with a text. */
export async function checkServer(
  server: Server,
  options: CheckOptions,
  signal?: AbortSignal,
): Promise<CheckResult> {
  const asked = await askServer(server, pageQuestion(options), options, signal);
  return pageCheck(server, options, asked);
}

/** Looks at everything a check looks at, at once. Never rejects. */
export async function probeServer(
  server: Server,
  options: CheckOptions,
  signal?: AbortSignal,
): Promise<ProbeChecks> {
  const { tomcat } = options;
  const [page, other] = await Promise.all([
    askServer(server, pageQuestion(options), options, signal),
    tomcat && askServer(server, { path: tomcat.path }, options, signal),
  ]);
  const connect = judgeConnect(page, server.origin);
  const shown = pageCheck(server, options, page);
  // What cannot be reached at all says nothing about what is behind it.
  if (!connect.healthy) return { ...notAsked, connect: shown };
  return {
    connect: { ...connect, atMs: page.atMs, durationMs: page.connectMs ?? page.durationMs },
    'log-on-page': shown,
    tomcat: tomcat && other && { ...judgeTomcat(other, tomcat, server.origin), ...timesOf(other) },
    version:
      options.version && shown.healthy ? { ...judgeVersion(shown.version), ...timesOf(page) } : undefined,
  };
}

const notAsked = { connect: undefined, 'log-on-page': undefined, tomcat: undefined, version: undefined };

function pageQuestion({ path, expect, version }: CheckOptions): Question {
  const isEnough = (body: string) =>
    body.includes(expect) && (version === undefined || versionOn(body, version)?.whole === true);
  return { path, isEnough };
}

function pageCheck(server: Server, options: CheckOptions, asked: Asked): CheckResult {
  const { path, expect, timeoutMs } = options;
  const judged =
    asked.kind === 'answer'
      ? judgeAnswer(asked, path, expect, asked.durationMs)
      : judgeFailure({ ...asked, timeoutMs }, path, server.origin);
  const told =
    judged.healthy && asked.kind === 'answer' && options.version
      ? versionOn(asked.body, options.version)
      : undefined;
  const version = told && { version: told.version };
  return { ...judged, ...timesOf(asked), ...version, trouble: troubleOf(asked) };
}

function timesOf({ atMs, durationMs }: Asked) {
  return { atMs, durationMs };
}
