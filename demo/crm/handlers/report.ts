// Reports: the slow one (F3), a download of given size in pieces over given seconds, chunked and without a length; and a
// short one in the format that is asked for.

import type { ServerResponse } from 'node:http';
import { answer, answerError } from '../answer.ts';
import type { CrmContext, CrmExchange } from '../context.ts';

const pieceBytes = 65_536;
const mostSeconds = 600;
const mostMegabytes = 512;

/** Formats of a report (F7); the bytes are the beginning of such a file and its title. */
const formats: ReadonlyMap<string, { readonly type: string; readonly body: string }> = new Map([
  [
    'html',
    {
      type: 'text/html; charset=utf-8',
      body: '<!DOCTYPE html><html lang="en"><head><title>Simulated report</title></head><body><table><tr><td>Alder &amp; Sons</td></tr></table></body></html>\n',
    },
  ],
  ['pdf', { type: 'application/pdf', body: '%PDF-1.4\n% Simulated report\n%%EOF\n' }],
  ['csv', { type: 'text/csv; charset=utf-8', body: 'Company,Status\r\nAlder & Sons,Active\r\n' }],
  [
    'xlsx',
    {
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      body: 'PK\u0003\u0004 Simulated report',
    },
  ],
]);

/** With `Format` (html, pdf, csv, xlsx) a short report, else the slow one. */
export async function handleReport(exchange: CrmExchange, context: CrmContext): Promise<void> {
  const wanted = exchange.target.parameter('Format');
  if (wanted === undefined) return sendReport(exchange, context);
  if (context.behaviour().reportsFail) return answerError(exchange.response, 500, 'The report engine failed');
  const format = formats.get(wanted.toLowerCase());
  if (format === undefined) return answerError(exchange.response, 404, 'Not Found');
  context.counters.reports += 1;
  answer(exchange.response, format);
}

/** Sends `Megabytes` in `Seconds` (both from the query, bounded); stops where the client goes away. */
async function sendReport({ response, target }: CrmExchange, context: CrmContext): Promise<void> {
  const seconds = bounded(target.parameter('Seconds'), 3, mostSeconds);
  const bytes = Math.ceil(bounded(target.parameter('Megabytes'), 2, mostMegabytes) * 1_048_576);
  const pieces = Math.max(1, Math.ceil(bytes / pieceBytes));
  context.counters.reports += 1;
  response.writeHead(200, {
    server: 'Microsoft-IIS/8.5',
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="Report.csv"',
    'cache-control': 'private, no-cache, no-store',
  });
  for (let index = 0; index < pieces && !response.destroyed; index += 1) {
    const size = Math.min(pieceBytes, bytes - index * pieceBytes);
    await writePiece(response, reportPiece(index, size));
    await context.clock.delay((seconds * 1000) / pieces);
  }
  response.end();
}

/** Piece `index` of every report: lines that say where they stand, so that a hole or a swap shows. */
export function reportPiece(index: number, size: number): Buffer {
  const line = `${String(index).padStart(8, '0')},simulated report line\r\n`;
  return Buffer.alloc(size, line);
}

function bounded(text: string | undefined, usual: number, most: number): number {
  const value = Number(text ?? usual);
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : usual;
}

/** Resolves when the client has room for more, or is gone. */
function writePiece(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.write(piece)) return resolve();
    const go = () => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });
}
