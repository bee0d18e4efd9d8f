import { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import { liveEvent } from '../contract/live-event.ts';
import { ApiError, apiErrors } from '../errors.ts';
import type { Call } from '../handlers.ts';
import type { LiveEvents } from './live-events.ts';

/** Proxies cut a connection on which nothing is said. */
const heartbeatMs = 15_000;
const mostStreams = 100;

interface StreamOptions {
  readonly events: LiveEvents;
  readonly clock: Clock;
  /** Ends the stream: the session is over, or the service. */
  readonly ended: AbortSignal;
}

/** Server-sent events until the browser goes, or `ended`. */
export function streamEvents(
  { request, reply }: Call,
  { events, clock, ended }: StreamOptions,
): void {
  if (events.listeners >= mostStreams) throw new ApiError(apiErrors.busy);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...headersOf(reply.getHeaders()),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  // The page knows at once that it is connected; a lost connection is tried again after 2 s.
  raw.write('retry: 2000\n\n');
  const stop = events.subscribe((event) => {
    // Checked like every answer; what does not fit is not sent, nor what comes after the end.
    const checked = liveEvent.safeParse(event);
    if (checked.success && !raw.writableEnded)
      raw.write(`data: ${JSON.stringify(checked.data)}\n\n`);
  });
  const closed = new AbortController();
  const end = () => raw.end();
  raw.on('close', () => {
    stop();
    closed.abort();
    ended.removeEventListener('abort', end);
  });
  if (ended.aborted || request.raw.destroyed) end();
  else ended.addEventListener('abort', end, { once: true });
  beat();

  function beat(): void {
    clock.sleep(heartbeatMs, closed.signal).then(
      () => {
        if (raw.writableEnded) return;
        raw.write(':\n\n');
        beat();
      },
      () => undefined,
    );
  }
}

const headersOf = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  z.record(z.string(), z.coerce.string()).parse(headers);
