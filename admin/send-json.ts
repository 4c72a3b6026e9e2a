// How documents leave the admin listener.

import type { FastifyReply } from 'fastify';

/** Indented, since people read it with curl. */
export function sendJson(reply: FastifyReply, body: object): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(`${JSON.stringify(body, undefined, 2)}\n`);
}
