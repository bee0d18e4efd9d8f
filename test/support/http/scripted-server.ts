import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Clock } from '../../../src/clock.ts';

export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, or `null` without a body. */
  readonly body: unknown;
  /** The clock's monotonic time at arrival; 0 without a clock. */
  readonly at: number;
}

/** What the server does with a request; an empty object is `200 {}`. */
export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  /** Sent as it stands, instead of `json`. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sleeps on the clock before it answers. */
  readonly delayMs?: number;
  /** The connection breaks before anything is answered, or in the middle of the body. */
  readonly cut?: 'before-answer' | 'in-body';
  /** The body never ends: a blank every so often, by the clock. */
  readonly trickleMs?: number;
}

export type Script = (request: ScriptedRequest, count: number) => Reply | Promise<Reply>;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ScriptedRequest[];
}

/**
 * A tiny HTTP server that answers by a script: the replies in order (the last one for ever), or a function of the
 * request and its number from 0.
 */
export async function scriptedServer(
  script: Script | readonly Reply[],
  clock?: Clock,
): Promise<ScriptedServer> {
  const answer: Script =
    typeof script === 'function'
      ? script
      : (_, count) => script[Math.min(count, script.length - 1)] ?? {};
  const requests: ScriptedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const at = clock?.monotonic() ?? 0;
    const url = new URL(incoming.url ?? '/', 'http://scripted');
    const body = await text(incoming);
    const request: ScriptedRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: body === '' ? null : JSON.parse(body),
      at,
    };
    requests.push(request);
    const reply = await answer(request, requests.length - 1);
    if (reply.delayMs !== undefined) await clock?.sleep(reply.delayMs);
    if (reply.trickleMs === undefined) return send(response, reply);
    response.writeHead(200, { 'content-type': 'application/hal+json' });
    while (!response.destroyed) {
      response.write(' ');
      await clock?.sleep(reply.trickleMs);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.cut === 'before-answer') {
    response.socket?.destroy();
    return;
  }
  const status = reply.status ?? 200;
  const body = reply.raw ?? (status === 204 ? '' : JSON.stringify(reply.json ?? {}));
  const type = status >= 400 ? 'application/problem+json' : 'application/hal+json';
  response.writeHead(status, {
    'content-type': reply.raw === undefined ? type : 'text/html',
    ...(status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...reply.headers,
  });
  if (reply.cut === 'in-body') {
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
    return;
  }
  response.end(body);
}

/** An address at which nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // as above
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
