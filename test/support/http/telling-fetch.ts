import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

type Fetch = typeof globalThis.fetch;

const [made, written] = ['undici:request:create', 'undici:client:sendHeaders'];
const answering = new AsyncLocalStorage<{ isTold: boolean }>();

// Node's own channel, in the context of whoever fetches.
subscribe(made, () => {
  const one = answering.getStore();
  if (one !== undefined) one.isTold = true;
});

/** A fetch that a test answers by itself, and which tells of its requests where Node's own does. */
export function tellingFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    const one = { isTold: false };
    const answer = await answering.run(one, () => fetch(input, init));
    if (one.isTold) return answer;
    const request = { method: init?.method ?? 'GET' };
    // It is reset where the request was not to leave any more.
    const socket = new Socket().on('error', () => undefined);
    channel(made).publish({ request });
    channel(written).publish({ request, socket });
    return answer;
  };
}
