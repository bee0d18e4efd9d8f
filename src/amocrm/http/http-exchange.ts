import type { Clock } from '../../clock.ts';
import { programVersion } from '../../version.ts';
import { Sending } from './sending.ts';

/** A body as far as it could be read. */
type AnswerBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'empty' }
  /** nginx's HTML and the like. */
  | { readonly kind: 'not-json' }
  /** The connection broke in the middle. */
  | { readonly kind: 'cut'; readonly announcedJson: boolean }
  /** More than the bound: the rest was not read. */
  | { readonly kind: 'too-large' };

/** Unpacked; amoCRM's largest page has about one megabyte. */
const maxBodyBytes = 64 * 1024 * 1024;

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
  /** When its first bytes were read, monotonic ms. */
  readonly beganAt: number;
  /** So long they may have lain here before, since the process was busy. */
  readonly waitedMs: number;
}

/** What came of one request. */
export type HttpExchange =
  | HttpAnswer
  /** Surely not sent; `cause` is the system's code, such as `ECONNREFUSED`. */
  | { readonly kind: 'unreachable'; readonly cause: string }
  /** Surely not sent: it would have left too late. */
  | { readonly kind: 'held-back' }
  /** It was answered, and nobody asked whether it might leave. */
  | { readonly kind: 'unasked' }
  | { readonly kind: 'timeout' }
  /** The connection broke after the request may have been sent. */
  | { readonly kind: 'broken' };

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** From the sending to the body's last byte. */
  readonly timeoutMs: number;
  /** Asked in the very step that hands the request to its socket. */
  readonly mayLeave?: (() => boolean) | undefined;
  /** Told in that step, if it may leave; `false` holds it back all the same. */
  readonly onLeave?: () => boolean;
  /** Breaks it off, whatever the server does. */
  readonly signal?: AbortSignal | undefined;
}

export interface HttpContext {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** One request, and never an exception: who calls it must tell apart what was sent from what was not. */
export async function exchangeHttp(
  request: HttpRequest,
  { fetch, clock }: HttpContext,
): Promise<HttpExchange> {
  const aborter = new AbortController();
  const watch = new AbortController();
  using sending = new Sending(request, clock);
  // Raced and aborted: virtual clocks can drive the time-out, and a fetch deaf to its signal cannot hang us.
  const timeout = clock.sleep(request.timeoutMs, watch.signal).then(
    (): HttpExchange => {
      sending.abandon();
      aborter.abort();
      return { kind: 'timeout' };
    },
    (): Promise<HttpExchange> => new Promise(() => {}),
  );
  const over = Promise.withResolvers<HttpExchange>();
  const breakOff = () => {
    sending.abandon();
    aborter.abort();
    over.resolve({ kind: 'broken' });
  };
  request.signal?.addEventListener('abort', breakOff, { once: true });
  try {
    const { signal } = aborter;
    const sent = send(request, { fetch, clock }, { signal, sending });
    return await Promise.race([timeout, over.promise, sent]);
  } finally {
    watch.abort();
    request.signal?.removeEventListener('abort', breakOff);
  }
}

async function send(
  request: HttpRequest,
  { fetch, clock }: HttpContext,
  { signal, sending }: { readonly signal: AbortSignal; readonly sending: Sending },
): Promise<HttpExchange> {
  if (request.mayLeave?.() === false) return { kind: 'held-back' };
  try {
    const response = await sending.run(() =>
      fetch(request.url, {
        method: request.method,
        headers: {
          ...request.headers,
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        // Following one would carry the token to another host, and turn a POST into a GET.
        redirect: 'manual',
        signal,
      }),
    );
    // Node tells of it where it always did, or what is to hold back what is late never will.
    if (request.mayLeave !== undefined && !sending.isWatched) return { kind: 'unasked' };
    const beganAt = clock.monotonic();
    const { waitedMs } = sending;
    const { status, headers } = response;
    return { kind: 'answer', status, headers, body: await readBody(response), beganAt, waitedMs };
  } catch (error) {
    if (sending.isHeldBack) return { kind: 'held-back' };
    const cause = neverSent(error);
    return cause === null ? { kind: 'broken' } : { kind: 'unreachable', cause };
  }
}

async function readBody(response: Response): Promise<AnswerBody> {
  let text: string | null;
  try {
    text = await boundedText(response);
  } catch {
    const announcedJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return { kind: 'cut', announcedJson };
  }
  if (text === null) return { kind: 'too-large' };
  if (text.trim() === '') return { kind: 'empty' };
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? { kind: 'json', value } : { kind: 'not-json' };
  } catch {
    return { kind: 'not-json' };
  }
}

/** `null`: too large. A few megabytes of gzip may unpack to gigabytes, so what counts is what comes out of it. */
async function boundedText({ body }: Response): Promise<string | null> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream, and with it the connection.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  // Drops a byte order mark, as `Response.text` does.
  return new TextDecoder().decode(Buffer.concat(chunks));
}

const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  // The proxy never led anywhere: see `network.ts`.
  'PROXY_CLOSED',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The code that proves that nothing was sent; `null` when it may have been: everything not known to be safe. */
function neverSent(error: unknown): string | null {
  const codes = [...causes(error)];
  const proven = codes.every((cause) => beforeSending.has(cause.code) || cause.connecting);
  return proven ? (codes[0]?.code ?? null) : null;
}

const proxyAnswer = /^Proxy response \((\d{3})\)/;

/** The system errors below fetch's `TypeError`; one per address where a name has several. */
function* causes(error: unknown): Generator<{ code: string; connecting: boolean }> {
  if (!(error instanceof Error)) return;
  if (error instanceof AggregateError && error.errors.length > 0) {
    for (const each of error.errors) yield* causes(each);
  } else if (proxyAnswer.test(error.message)) {
    // The proxy refused to connect: amoCRM has seen nothing.
    yield { code: `PROXY_${proxyAnswer.exec(error.message)?.[1]}`, connecting: true };
  } else if ('code' in error && typeof error.code === 'string') {
    yield { code: error.code, connecting: 'syscall' in error && error.syscall === 'connect' };
  } else {
    yield* causes(error.cause);
  }
}

/** `ident-amocrm/<version>`: amoCRM's front is said to refuse callers without a name. */
export function userAgent(): string {
  return `ident-amocrm/${programVersion()}`;
}
