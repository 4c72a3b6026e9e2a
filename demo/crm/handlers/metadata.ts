// Which metadata this server has loaded, and the request to load it anew (F5). How a real one is asked is not known, so
// page and words are invented.

import { answer, answerError } from '../answer.ts';
import type { CrmContext, CrmExchange } from '../context.ts';
import { framePage } from '../html/frame.ts';

/** A GET tells the stamp of what is loaded; a POST loads it anew first, which takes as long as a cold log-on. */
export async function handleMetadata({ request, response }: CrmExchange, context: CrmContext): Promise<void> {
  request.resume();
  if ((await context.pool.enter('page')) === 'recycled')
    return answerError(response, 503, 'Service Unavailable');
  if (request.method === 'POST') {
    context.counters.metadataReloads += 1;
    if (context.behaviour().metadataReloadFails) return answerError(response, 500, 'Internal Server Error');
    if ((await context.pool.reloadMetadata()) === 'recycled')
      return answerError(response, 503, 'Service Unavailable');
  }
  answer(response, { body: metadataPage(context) });
}

function metadataPage({ name, pool, behaviour }: CrmContext): string {
  const stamp = behaviour().tellsMetadataStamp ? (pool.metadataStamp() ?? 'none') : 'not told';
  return framePage({
    title: 'Metadata',
    server: name,
    body: `<p>Metadata is loaded. SIM_MetadataStamp: ${stamp}.</p>`,
  });
}
