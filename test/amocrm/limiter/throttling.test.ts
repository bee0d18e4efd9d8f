import { describe, expect, it } from 'vitest';
import type { AmoEvent } from '../../../src/amocrm/amo-event.ts';
import {
  BodyRefusedError,
  RateBlockedError,
  RateLimitedError,
} from '../../../src/amocrm/errors/errors.ts';
import type { Reply } from '../../support/http/scripted-server.ts';
import { rig, thrownBy } from '../client-under-test.ts';

const empty: Reply = { status: 204 };
const made: Reply = { json: { _embedded: { contacts: [{ id: 1, request_id: 'p1' }] } } };
const tooMany: Reply = { status: 429, json: { title: 'Too Many Requests', retry_after: 30 } };
const row = [{ request_id: 'p1', name: 'One' }];

describe('many calls at once', () => {
  it('reach the server evenly spaced, 7 in any second', async () => {
    await using r = await rig([empty]);
    await Promise.all(Array.from({ length: 30 }, () => r.client.contacts({})));
    const times = r.server.requests.map((request) => request.at);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([150]));
  });

  it('do not wait for slow answers', async () => {
    await using r = await rig([{ ...empty, delayMs: 2000 }]);
    await Promise.all(Array.from({ length: 10 }, () => r.client.contacts({})));
    expect(r.clock.elapsed).toBe(9 * 150 + 2000);
  });
});

describe('a 429', () => {
  it('is survived by a create, too: it was surely not carried out', async () => {
    await using r = await rig([tooMany, { status: 429, raw: '<html>slow down</html>' }, made]);
    expect((await r.client.createContacts(row)).acknowledged.get('p1')).toBe(1);
    expect(r.client.counters).toMatchObject({ requests: 3, writes: 3, throttled: 2, retries: 2 });
  });

  it('pauses all calls for as long as amoCRM says', async () => {
    await using r = await rig([tooMany, empty]);
    const start = r.clock.monotonic();
    await r.client.contacts({});
    await Promise.all([r.client.contacts({}), r.client.contacts({})]);
    const times = r.server.requests.map((request) => request.at - start);
    expect(times[0]).toBe(0);
    expect(times[1]).toBe(30_000);
    // 1.5 × 150 ms after the 429, a little less after the first answer since; sleeps are whole ms.
    expect((times[2] ?? 0) - 30_000).toBe(221);
  });

  it('tells subscribers what it costs', async () => {
    await using r = await rig([tooMany, empty]);
    await r.client.contacts({ query: 'secret' });
    expect(r.events).toEqual<AmoEvent[]>([
      { type: 'request', route: 'GET /contacts', status: 429, ms: 0, write: false },
      { type: 'retry', route: 'GET /contacts', tries: 1, waitMs: 30_000, reason: 'rate-limit' },
      { type: 'throttled', waitMs: 29_950, reason: 'paused' },
      { type: 'request', route: 'GET /contacts', status: 204, ms: 0, write: false },
    ]);
  });

  it('again and again ends the call after eight tries', async () => {
    await using r = await rig([{ status: 429, json: {} }]);
    const error = await thrownBy(r.client.createContacts(row));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ exit: 5, retryable: true, applied: 'no' });
    expect(r.server.requests).toHaveLength(8);
  });
});

describe('an HTML 403', () => {
  const block: Reply = { status: 403, raw: '<html><h1>403 Forbidden</h1>nginx</html>' };

  it.each<[string, Reply]>([
    ['refused as well', block],
    ['not answered', { cut: 'before-answer' }],
    ['answered with an error', { status: 502, raw: '<html>' }],
    ['answered with a page', { raw: '<html>sign in</html>' }],
  ])(
    'to a write stops every further call when a reading is %s, and calls for a person',
    async (_, look) => {
      await using r = await rig([block, look, empty]);
      const error = await thrownBy(r.client.createContacts(row));
      expect(error).toBeInstanceOf(RateBlockedError);
      if (!(error instanceof RateBlockedError)) return;
      expect(error.text('ru').hint).toContain('поддержку amoCRM');
      expect(error.text('en').message).toContain('next probe in 15 min');
      expect(error).toMatchObject({ applied: 'no', exit: 5 });
      expect(error.until).toBeGreaterThanOrEqual(r.clock.now() + 899_000);
      await r.clock.sleep(60_000);
      expect(await thrownBy(r.client.contacts({}))).toMatchObject({
        message: expect.stringContaining('14 min'),
      });
      expect(r.server.requests.map(({ path }) => path)).toEqual([
        '/api/v4/contacts',
        '/api/v4/account',
      ]);
      expect(r.events).toContainEqual({ type: 'circuit-open', until: error.until });
    },
  );

  it('to a reading stops every further call at once', async () => {
    await using r = await rig([block, empty]);
    expect(await thrownBy(r.client.contacts({}))).toBeInstanceOf(RateBlockedError);
    expect(await thrownBy(r.client.createContacts(row))).toBeInstanceOf(RateBlockedError);
    expect(r.server.requests).toHaveLength(1);
  });

  it('to a write while a reading works is about its body: everything else goes on', async () => {
    await using r = await rig((request) =>
      request.method === 'POST' && JSON.stringify(request.body).includes('<script')
        ? block
        : request.method === 'POST'
          ? made
          : { json: { id: 1 } },
    );
    const bad = [{ request_id: 'p1', name: '<script>' }];
    const [refused, taken] = await Promise.all([
      thrownBy(r.client.createContacts(bad)),
      r.client.createContacts(row),
    ]);
    expect(refused).toBeInstanceOf(BodyRefusedError);
    expect(refused).toMatchObject({ code: 'AMO_BODY_REFUSED', applied: 'no', exit: 1 });
    expect(taken.acknowledged.size).toBe(1);
    expect(r.events.some(({ type }) => type === 'circuit-open')).toBe(false);
  });

  it('to several writes at once is asked about once, while nothing else is sent', async () => {
    await using r = await rig((request) =>
      request.method === 'POST' ? { ...block, delayMs: 2_000 } : { json: {}, delayMs: 3_000 },
    );
    await Promise.all(Array.from({ length: 4 }, () => thrownBy(r.client.createContacts(row))));
    const looks = r.server.requests.filter(({ method }) => method === 'GET');
    expect(looks).toHaveLength(1);
    const [look] = looks;
    const during = r.server.requests.filter(
      ({ at }) => at > (look?.at ?? 0) && at < (look?.at ?? 0) + 3_000,
    );
    expect(during).toEqual([]);
  });

  it('is over when, 15 minutes later, one probe gets an answer', async () => {
    await using r = await rig([block, { ...empty, delayMs: 400 }, empty]);
    await thrownBy(r.client.contacts({}));
    await r.clock.sleep(900_000);
    const start = r.clock.monotonic();
    await Promise.all([r.client.contacts({}), r.client.contacts({})]);
    const times = r.server.requests.slice(1).map((request) => request.at - start);
    expect(times[0]).toBe(0);
    expect(times[1]).toBeGreaterThan(400);
  });
});

describe('waiting', () => {
  it('ends with the reason when the client is told to stop; nothing more is sent', async () => {
    const stop = new AbortController();
    await using r = await rig([tooMany, empty], { signal: stop.signal });
    const call = thrownBy(r.client.contacts({}));
    await r.clock.sleep(5000);
    stop.abort(new Error('stopping'));
    expect(await call).toMatchObject({ message: 'stopping' });
    expect(r.server.requests).toHaveLength(1);
  });

  it('ends with a reading under way at once, though amoCRM says nothing', async () => {
    const stop = new AbortController();
    await using r = await rig([{ ...empty, delayMs: 25_000 }], { signal: stop.signal });
    const call = thrownBy(r.client.contacts({}));
    await r.clock.sleep(1_000);
    stop.abort(new Error('stopping'));
    expect(await call).toMatchObject({ message: 'stopping' });
    expect(r.clock.elapsed).toBeLessThan(2_000);
    expect(r.events.some(({ type }) => type === 'retry')).toBe(false);
  });

  it('does not cut off a write under way: it would be of unknown outcome', async () => {
    const stop = new AbortController();
    await using r = await rig([{ ...made, delayMs: 5000 }], { signal: stop.signal });
    const call = r.client.createContacts(row);
    await r.clock.sleep(1000);
    stop.abort(new Error('stopping'));
    expect((await call).acknowledged.size).toBe(1);
  });
});

describe('a subscriber that throws', () => {
  it('disturbs no request', async () => {
    await using r = await rig([empty], {
      onEvent: () => {
        throw new Error('progress bar');
      },
    });
    expect(await r.client.contacts({})).toMatchObject({ contacts: [] });
    expect(r.logged()).toContain('subscriber failed');
  });
});
