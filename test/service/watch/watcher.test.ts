import { describe, expect, it } from 'vitest';
import { StateError, stateErrors } from '../../../src/state/file/errors.ts';
import { type ScriptedServer, scriptedServer } from '../../support/http/scripted-server.ts';
import { hour, minute } from './fake-service.ts';
import { Watched } from './watched.ts';

const token = '123456789:AAsecretsecretsecretsecretsecret';
const telegramAt = ({ url }: ScriptedServer) => ({ telegram: { token, chatId: '-1', api: url } });
const fine = () => scriptedServer([{ json: { ok: true } }]);
const noAccess = {
  pauses: [{ reason: 'auth', since: 0, code: 'AMO_UNAUTHORIZED', actor: 'service' }],
} as const;

/** First lines of what a Telegram chat was told. */
function said({ requests }: ScriptedServer): readonly string[] {
  return requests.map(({ body }) => {
    const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : '';
    return String(text).split('\n')[0] ?? '';
  });
}

const begun = '🔴 IDENT → amoCRM: Нет доступа к amoCRM';
const over = '🟢 IDENT → amoCRM: Доступ к amoCRM восстановлен';

describe('a trouble', () => {
  it('is told once, and its end once', async () => {
    await using chat = await fine();
    await using watched = await Watched.open(telegramAt(chat));
    await watched.pass(10 * minute);
    expect(said(chat)).toEqual([]);
    watched.service.truth = noAccess;
    await watched.pass(5 * hour);
    expect(said(chat)).toEqual([begun]);
    watched.service.truth = {};
    await watched.pass(5 * hour);
    expect(said(chat)).toEqual([begun, over]);
  });

  it('is told to nobody again after a restart, and its end even if it came while nothing ran', async () => {
    await using chat = await fine();
    await using watched = await Watched.open(telegramAt(chat));
    watched.service.truth = noAccess;
    await watched.pass(10 * minute);
    await watched.restart();
    await watched.pass(10 * minute);
    expect(said(chat)).toEqual([begun]);
    watched.service.truth = {};
    await watched.restart();
    await watched.pass(10 * minute);
    await watched.restart();
    await watched.pass(10 * minute);
    expect(said(chat)).toEqual([begun, over]);
  });

  it('that comes and goes calls nobody, and one that was told is not told again for it', async () => {
    await using chat = await fine();
    await using watched = await Watched.open(telegramAt(chat));
    for (let at = 0; at < 20; at += 1) {
      watched.service.truth = at % 2 === 0 ? noAccess : {};
      await watched.pass(0);
    }
    expect(said(chat)).toEqual([]);
    watched.service.truth = noAccess;
    await watched.pass(2 * minute);
    for (let at = 0; at < 20; at += 1) {
      watched.service.truth = at % 2 === 0 ? {} : noAccess;
      await watched.pass(minute);
    }
    expect(said(chat)).toEqual([begun]);
  });

  it('that has time waits for nine in the morning, when all such are told together, once', async () => {
    await using chat = await fine();
    await using watched = await Watched.open({ ...telegramAt(chat), name: 'Улыбка' });
    const { clock } = watched;
    const wait = (24 * hour + Date.UTC(2026, 2, 2, 6) - clock.now()) % (24 * hour);
    watched.service.truth = {
      access: { kind: 'long-lived', expiresAt: clock.now() + 3 * 24 * hour },
      rejected: { count: 2, oldestAt: clock.now() },
    };
    await watched.pass(2 * minute);
    await clock.advance(((wait + 24 * hour) % (24 * hour)) - 5 * minute);
    await watched.pass(2 * minute);
    expect(said(chat)).toEqual([]);
    await clock.advance(5 * minute);
    await watched.pass(2 * minute);
    await watched.restart();
    await clock.advance(24 * hour);
    await watched.pass(2 * minute);
    expect(said(chat)).toEqual(['🟡 Улыбка: Требует внимания: 2']);
    watched.service.truth = {};
    await watched.pass(5 * minute);
    expect(said(chat).slice(1).toSorted()).toEqual([
      '🟢 Улыбка: Отклонённых пациентов больше нет',
      '🟢 Улыбка: Токен amoCRM обновлён',
    ]);
  });

  it('that was yellow calls at once when it turns red', async () => {
    await using chat = await fine();
    await using watched = await Watched.open(telegramAt(chat));
    const oldestAt = watched.clock.now();
    watched.service.truth = { rejected: { count: 1, oldestAt } };
    await watched.pass(2 * minute);
    watched.service.truth = { rejected: { count: 4, oldestAt } };
    await watched.pass(2 * minute);
    expect(said(chat)).toContain('🔴 IDENT → amoCRM: amoCRM не принимает многих пациентов');
  });

  it('is not made of the time before a pause ended', async () => {
    await using chat = await fine();
    await using watched = await Watched.open(telegramAt(chat));
    const lastIncrementalAt = watched.clock.now();
    const user = { reason: 'user', since: lastIncrementalAt, code: null, actor: 'cli' } as const;
    const old = { lastIncrementalAt, lastDeepAt: lastIncrementalAt };
    watched.service.truth = { ...old, pauses: [user] };
    await watched.pass(3 * hour);
    watched.service.truth = { ...old, resumedAt: watched.clock.now() };
    await watched.pass(5 * minute);
    expect(said(chat)).toEqual([]);
    await watched.pass(4 * minute);
    expect(said(chat)).toEqual(['🔴 IDENT → amoCRM: Данные в amoCRM не обновляются']);
  });

  it('of the state itself is told, and hides no other that stands', async () => {
    await using chat = await fine();
    await using watched = await Watched.open(telegramAt(chat));
    watched.service.truth = noAccess;
    await watched.pass(2 * minute);
    watched.service.truth = new StateError(stateErrors.unusable({ state: 's', reason: 'ENOSPC' }));
    await watched.pass(hour);
    watched.service.truth = noAccess;
    await watched.pass(hour);
    expect(said(chat)).toEqual([
      begun,
      '🔴 IDENT → amoCRM: Программа не может читать своё состояние',
      '🟢 IDENT → amoCRM: Состояние снова читается',
    ]);
  });
});

describe('a channel that fails', () => {
  it('is tried again, ever more seldom, and holds up no other', async () => {
    let isUp = false;
    await using chat = await scriptedServer(() =>
      isUp ? { json: { ok: true } } : { status: 502 },
    );
    await using hook = await scriptedServer([{ status: 204 }]);
    await using watched = await Watched.open({ ...telegramAt(chat), webhookUrl: hook.url });
    watched.service.truth = noAccess;
    await watched.pass(2 * minute);
    expect(hook.requests.length).toBe(1);
    await watched.pass(3 * hour);
    // After 1, 2, 4, 8, 16, 32 minutes, then every hour.
    expect(chat.requests.length).toBeGreaterThanOrEqual(8);
    expect(chat.requests.length).toBeLessThanOrEqual(10);
    expect(hook.requests.length).toBe(1);
    isUp = true;
    await watched.pass(hour);
    const tries = chat.requests.length;
    await watched.pass(hour);
    expect(chat.requests.length).toBe(tries);
  });

  it('waits as long as it is asked to', async () => {
    const wait = { status: 429, json: { ok: false, parameters: { retry_after: 600 } } };
    await using chat = await scriptedServer([wait, { json: { ok: true } }]);
    await using watched = await Watched.open(telegramAt(chat));
    watched.service.truth = noAccess;
    await watched.pass(10 * minute);
    expect(chat.requests.length).toBe(1);
    await watched.pass(3 * minute);
    expect(chat.requests.length).toBe(2);
  });

  it('hears nothing of a trouble that was over before it could be told', async () => {
    let isUp = false;
    await using chat = await scriptedServer(() =>
      isUp ? { json: { ok: true } } : { status: 502 },
    );
    await using watched = await Watched.open(telegramAt(chat));
    watched.service.truth = noAccess;
    await watched.pass(2 * minute);
    watched.service.truth = {};
    await watched.pass(10 * minute);
    const tries = chat.requests.length;
    isUp = true;
    await watched.pass(2 * hour);
    expect(chat.requests.length).toBe(tries);
  });

  it('that is set up later hears of what stands; one that was taken away keeps nothing open', async () => {
    await using chat = await fine();
    await using hook = await scriptedServer([{ status: 204 }]);
    await using watched = await Watched.open(telegramAt(chat));
    watched.service.truth = noAccess;
    await watched.pass(2 * minute);
    await watched.restart({ webhookUrl: hook.url });
    await watched.pass(2 * minute);
    expect([chat.requests.length, hook.requests.length]).toEqual([1, 1]);
    await watched.restart();
    watched.service.truth = {};
    await watched.pass(10 * minute);
    expect(said(chat)).toEqual([begun, over]);
    const { alerts } = await watched.folder.open({ clock: watched.clock });
    expect(await alerts.all()).toEqual([]);
  });

  it('leaves its token and address in no log', async () => {
    await using chat = await scriptedServer([{ status: 401 }]);
    await using hook = await scriptedServer([{ cut: 'before-answer' }]);
    const secret = `${hook.url}/hook/secret-path`;
    await using watched = await Watched.open({ ...telegramAt(chat), webhookUrl: secret });
    watched.service.truth = noAccess;
    await watched.pass(2 * minute);
    const log = watched.logged.join('');
    expect(log).toContain('ALERT_TELEGRAM_TOKEN_REFUSED');
    expect(log).toContain('ALERT_UNREACHABLE');
    expect(log).not.toContain('AAsecret');
    expect(log).not.toContain('secret-path');
  });
});

describe('the heartbeat', () => {
  it('beats every five minutes while all is well, warnings or not', async () => {
    await using pulse = await scriptedServer([{}]);
    await using watched = await Watched.open({ heartbeatUrl: `${pulse.url}/ping/secret` });
    const oldestAt = watched.clock.now() - 25 * hour;
    watched.service.truth = { rejected: { count: 1, oldestAt } };
    await watched.pass(hour - 1);
    expect(pulse.requests.length).toBe(12);
    expect(pulse.requests[0]).toMatchObject({ method: 'GET', path: '/ping/secret' });
  });

  it('is silent while something is seriously wrong, or the state cannot be read', async () => {
    await using pulse = await scriptedServer([{}]);
    await using watched = await Watched.open({ heartbeatUrl: pulse.url });
    watched.service.truth = noAccess;
    await watched.pass(hour);
    watched.service.truth = new Error('disk');
    await watched.pass(hour);
    expect(pulse.requests.length).toBe(0);
    watched.service.truth = {};
    await watched.pass(0);
    expect(pulse.requests.length).toBe(1);
  });

  it('is tried again after a minute, and complained of once', async () => {
    let isUp = false;
    await using pulse = await scriptedServer(() => (isUp ? {} : { status: 500 }));
    await using watched = await Watched.open({ heartbeatUrl: `${pulse.url}/secret-path` });
    await watched.pass(10 * minute - 1);
    expect(pulse.requests.length).toBe(10);
    isUp = true;
    await watched.pass(minute);
    const log = watched.logged.join('');
    expect(log.match(/heartbeat is not heard/g)?.length).toBe(1);
    expect(log).toContain('heartbeat is heard again');
    expect(log).not.toContain('secret-path');
  });
});
