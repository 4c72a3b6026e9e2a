// What IIS answers by itself, with eware.dll dead or alive (F3): root, start page, static files, anything unknown.

import { answer, answerError } from '../answer.ts';
import type { CrmExchange } from '../context.ts';
import { startPage } from '../html/log-on-pages.ts';
import { staticFile } from '../html/static-files.ts';
import { paths } from '../rules/paths.ts';

/** Requests that need neither session nor pool. */
export async function handleStatic({ request, response, target }: CrmExchange): Promise<void> {
  request.resume();
  if (target.kind === 'root')
    return answer(response, { status: 302, body: '', fields: { location: paths.start } });
  if (target.kind === 'start') return answer(response, { body: startPage() });
  const file = staticFile(target.path);
  if (!file) return answerError(response, 404, 'Not Found');
  const etag = `"${file.text.length.toString(16)}"`;
  const fields = { etag, 'cache-control': 'public, max-age=3600' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, fields);
    response.end();
    return;
  }
  answer(response, { type: file.type, body: file.text, fields });
}
