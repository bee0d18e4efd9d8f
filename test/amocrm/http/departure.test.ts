import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { AmoError, UnreachableError } from '../../../src/amocrm/errors/errors.ts';
import { exchangeHttp } from '../../../src/amocrm/http/http-exchange.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { rig, thrownBy } from '../client-under-test.ts';

const creates = [{ request_id: 'p1', name: 'One' }];
const named = { json: { _embedded: { contacts: [{ id: 5, request_id: 'p1' }] } } };

/** May leave at those of its askings that are listed: before it is handed to fetch, then at its socket, and so on. */
function departure(answers: readonly boolean[]) {
  const asked: boolean[] = [];
  let freshened = 0;
  return {
    asked,
    get freshened() {
      return freshened;
    },
    mayLeave: () => {
      const may = answers[asked.length] ?? answers.at(-1) ?? true;
      asked.push(may);
      return may;
    },
    freshen: async () => {
      freshened += 1;
    },
  };
}

test('a write that has grown old on the way to its socket does not leave, and leaves when it is fresh again', async () => {
  await using r = await rig([named]);
  const late = departure([true, false, false, true]);
  const { acknowledged } = await r.client.createContacts(creates, late);
  expect(acknowledged.get('p1')).toBe(5);
  expect(r.server.requests).toHaveLength(1);
  expect(late.asked).toEqual([true, false, false, true, true]);
  // For each slot, and behind each of the two waits for one.
  expect(late.freshened).toBe(5);
});

test('a write that never gets to its socket in time was surely not sent', async () => {
  await using r = await rig([named]);
  const error = await thrownBy(
    r.client.createContacts(creates, departure([true, false, true, false, false])),
  );
  expect(error).toBeInstanceOf(UnreachableError);
  expect(r.server.requests).toHaveLength(0);
});

test('a write that waits out a pause is made fresh behind it, and leaves in its first slot', async () => {
  await using r = await rig([{ status: 429, headers: { 'retry-after': '60' } }, named]);
  let at = r.clock.now();
  const held: number[] = [];
  const { acknowledged } = await r.client.createContacts(creates, {
    mayLeave: () => {
      const ageMs = r.clock.now() - at;
      if (ageMs > 5_000) held.push(ageMs);
      return ageMs <= 5_000;
    },
    freshen: async () => {
      at = r.clock.now();
    },
  });
  expect(acknowledged.get('p1')).toBe(5);
  expect(held).toEqual([]);
});

test.each([
  ['takes', 200],
  ['refuses', 400],
])(
  'a write that amoCRM %s and of whose way Node tells nothing ends in an error that names the version',
  async (_, status) => {
    await using r = await rig([named], {
      fetch: async () => Response.json(named.json, { status }),
    });
    const error = await thrownBy(r.client.createContacts(creates, departure([true])));
    expect(String(error)).toContain(process.version);
    expect(error).not.toBeInstanceOf(AmoError);
    // Where nobody else can take a pass over, nothing has to be held back.
    const alone = r.client.createContacts(creates);
    if (status === 200) expect((await alone).acknowledged.get('p1')).toBe(5);
    else expect(await thrownBy(alone)).toBeInstanceOf(AmoError);
  },
);

test('a request that nobody waits for any more takes its connection down, and what was not sent with it', async () => {
  const seen = Promise.withResolvers<string>();
  const arrived = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.pause();
      arrived.resolve();
    });
    socket.once('error', (error) => seen.resolve('code' in error ? String(error.code) : ''));
    socket.once('end', () => seen.resolve('the end of all of it'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens');
  const clock = new VirtualClock();
  const release = clock.hold();
  let socket: import('node:net').Socket | undefined;
  server.once('connection', (one) => {
    socket = one;
  });
  const exchange = exchangeHttp(
    {
      ...{ url: new URL(`http://127.0.0.1:${address.port}/`), method: 'POST', headers: {} },
      ...{ body: 'x'.repeat(16_000_000), timeoutMs: 60_000 },
    },
    { fetch, clock },
  );
  await arrived.promise;
  release();
  expect(await exchange).toEqual({ kind: 'timeout' });
  socket?.resume();
  expect(await seen.promise).toBe('ECONNRESET');
  server.close();
});
