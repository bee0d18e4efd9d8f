import { describe, expect, it } from 'vitest';
import type { TokenPair } from '../../../src/amocrm/auth/token-store.ts';
import {
  ReauthorisationNeededError,
  RefreshUnknownError,
} from '../../../src/amocrm/errors/auth-errors.ts';
import { UnreachableError } from '../../../src/amocrm/errors/errors.ts';
import { deadUrl, type Reply } from '../../support/http/scripted-server.ts';
import { thrownBy } from '../client-under-test.ts';
import { day, hour, setup, tokenEndpoint } from './token-endpoint.ts';

describe('a refresh', () => {
  it('sends what amoCRM asks for, and saves the pair before anybody gets it', async () => {
    await using s = await setup();
    const tokens = s.process();
    const token = await tokens.refreshAfter401('access-0');
    expect(token).toBe('access-1');
    expect(s.store.saves).toEqual([
      {
        accessToken: 'access-1',
        refreshToken: 'refresh-1',
        issuedAt: s.clock.now(),
        expiresAt: s.clock.now() + day,
      },
    ]);
    expect(s.server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/oauth2/access_token',
      body: {
        client_id: 'client',
        client_secret: 'secret',
        grant_type: 'refresh_token',
        refresh_token: 'refresh-0',
        redirect_uri: 'https://clinic.example/callback',
      },
    });
  });

  it('happens once, however many calls of however many processes ask for it', async () => {
    await using s = await setup();
    const processes = [s.process(), s.process(), s.process()];
    const tokens = await Promise.all(
      processes.flatMap((one) => [
        one.refreshAfter401('access-0'),
        one.refreshAfter401('access-0'),
        one.current(),
      ]),
    );
    expect(s.server.requests).toHaveLength(1);
    expect(tokens.filter((token) => token !== 'access-0')).not.toHaveLength(0);
    expect(await processes[2]?.refreshAfter401('access-0')).toBe('access-1');
    expect(s.server.requests).toHaveLength(1);
  });

  it('that cannot be saved is not used, and saved before anything else happens', async () => {
    await using s = await setup();
    const tokens = s.process();
    s.store.failNextSave();
    await expect(tokens.refreshAfter401('access-0')).rejects.toThrow('disk full');
    expect(await tokens.current()).toBe('access-1');
    expect(s.store.saves).toHaveLength(1);
    expect(s.server.requests).toHaveLength(1);
  });

  it('that could not be saved gives way to what a person has authorised meanwhile', async () => {
    await using s = await setup();
    const tokens = s.process();
    s.store.failNextSave();
    await expect(tokens.refreshAfter401('access-0')).rejects.toThrow('disk full');
    const now = s.clock.now();
    const authorised: TokenPair = {
      ...{ accessToken: 'access-new', refreshToken: 'refresh-new' },
      ...{ issuedAt: now, expiresAt: now + day },
    };
    await s.store.save(authorised);
    expect(await tokens.current()).toBe('access-new');
    await tokens.prepare(hour);
    expect(s.store.saves).toEqual([authorised]);
  });

  it('is made ahead of need when a pass begins, not in its middle', async () => {
    await using s = await setup();
    const tokens = s.process();
    await tokens.prepare(hour);
    expect(s.server.requests).toHaveLength(0);
    await s.clock.advance(19.9 * hour);
    await tokens.prepare(hour);
    expect(await tokens.current()).toBe('access-0');
    await s.clock.advance(0.2 * hour);
    expect(await tokens.current()).toBe('access-0');
    await tokens.prepare(hour);
    expect(await tokens.current()).toBe('access-1');
    expect(s.server.requests).toHaveLength(1);
  });

  it('comes in mid-pass only when the token is about to end', async () => {
    await using s = await setup();
    const tokens = s.process();
    await s.clock.advance(day - 61_000);
    expect(await tokens.current()).toBe('access-0');
    await s.clock.advance(2000);
    expect(await tokens.current()).toBe('access-1');
  });

  it.each([
    ['of ten minutes, in its second half', hour / 6, 0, hour / 12],
    ['of three hours, in its last', 3 * hour, 0, hour],
    ['of a day, in its last sixth', day, 0, 4 * hour],
    [
      'of a day that a pass wants for longer than it lives, in its second half',
      day,
      100 * hour,
      day / 2,
    ],
  ])('ahead of need comes for a token %s', async (_, lifetime, wanted, ahead) => {
    await using s = await setup(tokenEndpoint(), 'authorised', lifetime);
    const tokens = s.process();
    await s.clock.advance(lifetime - ahead - 1000);
    await tokens.prepare(wanted);
    expect(s.server.requests).toHaveLength(0);
    await s.clock.advance(2000);
    await tokens.prepare(wanted);
    expect(s.server.requests).toHaveLength(1);
  });

  it('ahead of need may fail for now; the pass goes on with the token it has', async () => {
    await using s = await setup();
    const tokens = s.process(await deadUrl());
    await s.clock.advance(21 * hour);
    await tokens.prepare(hour);
    expect(await tokens.current()).toBe('access-0');
    await s.clock.advance(2.5 * hour);
    expect(await thrownBy(tokens.prepare(hour))).toBeInstanceOf(UnreachableError);
  });

  it('waits out a 429', async () => {
    await using s = await setup((request, count) =>
      count === 0 ? { status: 429, json: { retry_after: 10 } } : tokenEndpoint()(request, count),
    );
    expect(await s.process().refreshAfter401('access-0')).toBe('access-1');
    expect(s.clock.elapsed).toBe(10_000);
  });
});

describe('a refresh whose answer is lost', () => {
  const lostOnce = (reply: Reply) => tokenEndpoint((count) => (count === 0 ? reply : null));

  it('before it was carried out works when the same token is tried once more', async () => {
    await using s = await setup(lostOnce({ status: 500, raw: 'oops' }));
    expect(await s.process().refreshAfter401('access-0')).toBe('access-1');
  });

  it.each<[string, Reply]>([
    ['a broken connection', { cut: 'before-answer' }],
    ['half an answer', { json: { access_token: 'access-1' }, cut: 'in-body' }],
    ['silence', { json: {}, delayMs: 31_000 }],
    ['HTML', { raw: '<html>' }],
    ['a 504', { status: 504, raw: '' }],
  ])('after it was carried out (%s) cannot be healed: a person is called', async (_, reply) => {
    await using s = await setup(lostOnce(reply));
    const error = await thrownBy(s.process().refreshAfter401('access-0'));
    expect(error).toBeInstanceOf(ReauthorisationNeededError);
    expect(error).toMatchObject({ code: 'AMO_TOKEN_REFRESH_LOST', exit: 4, retryable: false });
    expect(s.server.requests).toHaveLength(2);
  });

  it('twice leaves it open, and the next call finds out', async () => {
    await using s = await setup(
      tokenEndpoint((count) => (count < 2 ? { status: 500, raw: '' } : null)),
    );
    const tokens = s.process();
    const error = await thrownBy(tokens.refreshAfter401('access-0'));
    expect(error).toBeInstanceOf(RefreshUnknownError);
    expect(error).toMatchObject({ code: 'AMO_TOKEN_REFRESH_UNKNOWN', exit: 5, retryable: true });
    expect(await tokens.refreshAfter401('access-0')).toBe('access-1');
  });

  it('because nobody listens was never sent: it is merely unreachable', async () => {
    await using s = await setup();
    const error = await thrownBy(s.process(await deadUrl()).refreshAfter401('access-0'));
    expect(error).toBeInstanceOf(UnreachableError);
  });
});
