// The list of living sessions (F2): only for a client on the machine itself, so never through a proxy.

import { answer, answerError, readBody } from '../answer.ts';
import { type CrmContext, type CrmExchange, clientAddress } from '../context.ts';
import { escapeHtml, framePage } from '../html/frame.ts';
import { paths } from '../rules/paths.ts';

const throughProxy = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded', 'via'];

/** A GET lists the sessions of both kinds; a POST with `Kick=<SID>` ends one. */
export async function handleSysadmin({ request, response }: CrmExchange, context: CrmContext): Promise<void> {
  const local = /^(127\.|::1$)/.test(clientAddress(request));
  if (!local || throughProxy.some((name) => request.headers[name] !== undefined)) {
    request.resume();
    return answerError(response, 403, 'Forbidden');
  }
  if (request.method === 'POST') {
    const body = await readBody(request, 4096);
    const session = context.sessions.bySid(
      new URLSearchParams(body?.toString('latin1') ?? '').get('Kick') ?? '',
    );
    if (!session) return answerError(response, 404, 'Not Found');
    context.sessions.end(session, 'Kicked');
  } else request.resume();
  answer(response, { body: listPage(context) });
}

function listPage(context: CrmContext): string {
  const rows = context.sessions.list().map(
    ({ sid, logOn, kind, startedAtMs, address }) =>
      `<tr><td>${escapeHtml(logOn)}</td><td>${kind}</td><td>${new Date(startedAtMs).toISOString()}</td><td>${escapeHtml(address)}</td>
<td><form method="post" action="${paths.sysadmin}"><input type="hidden" name="Kick" value="${sid}"><button>Kick</button></form></td></tr>`,
  );
  return framePage({
    title: 'Sessions',
    server: context.name,
    body: `<table><tr><th>User</th><th>Kind</th><th>Since</th><th>From</th><th></th></tr>\n${rows.join('\n')}\n</table>`,
  });
}
