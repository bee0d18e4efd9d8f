import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/** The largest body that is read; amoCRM's own limit is not documented. */
const bodyLimit = 32 * 1024 * 1024;

/** The whole body as text; `null` when the client went away before its end or sent too much. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      // No encoding is set on the request: chunks are buffers.
      const part = chunk as Buffer;
      size += part.length;
      if (size > bodyLimit) return null;
      chunks.push(part);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends an answer with its exact content type. `cut` stops in the middle of the body and drops the connection. */
export function send(response: ServerResponse, answer: Answer, cut = false): void {
  if (response.destroyed) return;
  const text = answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
  const body = Buffer.from(text);
  response.writeHead(answer.status, {
    server: 'nginx',
    'x-request-id': randomUUID(),
    ...(answer.type && { 'content-type': answer.type }),
    ...(answer.status !== 204 && { 'content-length': String(body.length) }),
    ...answer.headers,
  });
  if (!cut) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}
