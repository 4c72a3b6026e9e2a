// Uploads (F3): counts and hashes the body as it comes, keeps nothing of it.

import { createHash } from 'node:crypto';
import { answer } from '../answer.ts';
import type { CrmContext, CrmExchange } from '../context.ts';
import { type SessionView, uploadPage } from '../html/session-pages.ts';

/** A GET shows the form; a POST says how many bytes came and their SHA-256, whatever their type. */
export async function handleUpload(
  { request, response }: CrmExchange,
  context: CrmContext,
  view: SessionView,
): Promise<void> {
  if (request.method !== 'POST') {
    request.resume();
    return answer(response, { body: uploadPage(view) });
  }
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += (chunk as Buffer).length;
      hash.update(chunk as Buffer);
    }
  } catch {
    return; // Cut in the middle: nothing was received, and nobody is there to be told.
  }
  context.counters.uploads += 1;
  answer(response, { body: uploadPage(view, { bytes, sha256: hash.digest('hex') }) });
}
