import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOrigin } from '../../../src/amocrm/authorise/oauth-account-origin.ts';
import { authorizeUrl } from '../../../src/amocrm/authorise/oauth-authorize-url.ts';
import { readPastedGrant } from '../../../src/amocrm/authorise/oauth-callback.ts';
import { OneTimeStates } from '../../../src/amocrm/authorise/oauth-states.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';

const clinic = 'https://clinic.amocrm.ru';

describe('the authorisation link', () => {
  it.each([
    [clinic, 'https://www.amocrm.ru'],
    ['https://clinic.kommo.com', 'https://www.kommo.com'],
    ['https://clinic.amocrm.com', 'https://www.kommo.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ])('of %s is on %s, in the documented form', (baseUrl, site) => {
    expect(authorizeUrl({ baseUrl, clientId: 'an id', state: 's&1' })).toBe(
      `${site}/oauth?client_id=an+id&state=s%261&mode=post_message`,
    );
  });
});

describe('the host that code and secret are sent to', () => {
  it.each([
    [null, clinic],
    ['clinic.amocrm.ru', clinic],
    ['Renamed.AmoCRM.ru', 'https://renamed.amocrm.ru'],
    ['a.amocrm.com', 'https://a.amocrm.com'],
    ['a-1.kommo.com', 'https://a-1.kommo.com'],
  ])('for %s is %s', (referer, origin) => {
    expect(accountOrigin(referer, clinic)).toBe(origin);
  });

  it.each([
    '',
    'evil.example',
    'amocrm.ru',
    'evilamocrm.ru',
    'clinic.amocrm.ru.evil.example',
    'evil.example/clinic.amocrm.ru',
    'evil.example#.amocrm.ru',
    'evil.example?.amocrm.ru',
    'evil.example\\.amocrm.ru',
    'clinic.amocrm.ru@evil.example',
    'user:pass@clinic.amocrm.ru',
    'clinic.amocrm.ru:8443',
    'clinic.amocrm.ru.',
    'https://clinic.amocrm.ru',
    'a.b.amocrm.ru',
    '-.amocrm.ru',
    '127.0.0.1',
    '169.254.169.254',
    '[::1]',
    'localhost',
    'clinic.аmocrm.ru',
    'clinic.xn--mocrm-3ve.ru',
    'a.\u212Aommo.com',
    'clinic.amocrm.ru\n',
    'clinic.amocrm.ru\u0000',
    ' clinic.amocrm.ru',
  ])('is refused: %j', (referer) => {
    expect(() => accountOrigin(referer, clinic)).toThrow(
      expect.objectContaining({ code: 'AMO_AUTH_HOST_REFUSED', exit: 4 }),
    );
  });

  it('is always one of amoCRM’s, or the configured one', () => {
    const parts = fc.constantFrom('.amocrm.ru', 'a', '@', ':', '/', '?', '#', '.', '\\', '%', 'к');
    const text = fc.oneof(
      fc.string(),
      fc.array(parts).map((all) => all.join('')),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(text, (referer) => {
        let origin = clinic;
        try {
          origin = accountOrigin(referer, clinic);
        } catch {
          return;
        }
        const { host, href } = new URL(origin);
        expect(host).toMatch(/^[a-z0-9-]+\.(amocrm\.ru|amocrm\.com|kommo\.com)$/);
        expect(href).toBe(`https://${host}/`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the configured proxy or sandbox for every account, and for no stranger', () => {
    const proxy = 'https://proxy.clinic.example:8443';
    expect(accountOrigin('clinic.amocrm.ru', proxy)).toBe(proxy);
    expect(accountOrigin('proxy.clinic.example:8443', proxy)).toBe(proxy);
    expect(() => accountOrigin('proxy.clinic.example', proxy)).toThrow('none of amoCRM');
  });
});

describe('what a person pastes', () => {
  it.each([
    ['def502_-.~', { code: 'def502_-.~', referer: null }],
    [' def\n502\r\n', { code: 'def502', referer: null }],
    [
      'https://x.ru/callback?code=def502&referer=a.amocrm.ru#top',
      { code: 'def502', referer: 'a.amocrm.ru' },
    ],
    ['/callback?state=s&code=def502', { code: 'def502', referer: null }],
    ['code=def502', { code: 'def502', referer: null }],
    ['«code=def502&referer=a.amocrm.ru»', { code: 'def502', referer: 'a.amocrm.ru' }],
  ])('%j is understood', (pasted, grant) => {
    expect(readPastedGrant(pasted)).toEqual(grant);
  });

  it.each([
    '',
    '?',
    'https://x.ru/callback',
    'code=',
    'код',
    'code=a&code=b',
    'https://x.ru/?error=other',
  ])('%j is not', (pasted) => {
    expect(() => readPastedGrant(pasted)).toThrow(
      expect.objectContaining({ code: 'AMO_AUTH_CALLBACK_MALFORMED' }),
    );
  });
});

describe('a state', () => {
  const codeOf = (act: () => void): string => {
    try {
      act();
      return 'good';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : 'bug';
    }
  };

  it('is good once, within the hour, where it was given out', async () => {
    const clock = new VirtualClock();
    const [states, others] = [new OneTimeStates(clock), new OneTimeStates(clock)];
    const [first, second, third] = [states.issue(), states.issue(), states.issue()];
    expect(new Set([first, second, third]).size).toBe(3);
    expect(codeOf(() => others.redeem(first))).toBe('AMO_AUTH_STATE_UNKNOWN');
    expect(codeOf(() => states.redeem(first))).toBe('good');
    expect(codeOf(() => states.redeem(first))).toBe('AMO_AUTH_STATE_USED');
    await clock.sleep(59 * 60_000);
    expect(codeOf(() => states.redeem(second))).toBe('good');
    await clock.sleep(60_000);
    expect(codeOf(() => states.redeem(third))).toBe('AMO_AUTH_STATE_EXPIRED');
    expect(codeOf(() => states.redeem(first))).toBe('AMO_AUTH_STATE_EXPIRED');
    clock.stop();
  });

  it('cannot be made up', () => {
    const clock = { now: () => 1 };
    const states = new OneTimeStates(clock);
    const good = states.issue();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat(good.length - 1).map((at) => `${good.slice(0, at)}~${good.slice(at + 1)}`),
        ),
        (made) => {
          expect(codeOf(() => states.redeem(made))).toMatch(/UNKNOWN|MISSING/);
        },
      ),
    );
    expect(codeOf(() => states.redeem(good))).toBe('good');
  });
});
