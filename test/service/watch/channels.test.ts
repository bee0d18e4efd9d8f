import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { troubleMessage } from '../../../src/service/watch/alerts/message.ts';
import { emailChannel } from '../../../src/service/watch/channels/email.ts';
import { telegramChannel } from '../../../src/service/watch/channels/telegram.ts';
import { webhookChannel } from '../../../src/service/watch/channels/webhook.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { deadUrl, type Reply, scriptedServer } from '../../support/http/scripted-server.ts';
import { MailServer, readMail, rudeServer } from './receivers.ts';

const http = { fetch, clock: systemClock };
const token = '123456789:AAsecretsecretsecretsecretsecret';
const message = troubleMessage(
  {
    ...{ code: 'auth', since: Date.UTC(2026, 2, 2, 6, 5), cause: 'AMO_UNAUTHORIZED' },
    ...{ severity: 'critical', affair: 'amocrm' },
  },
  { language: 'ru', timeZone: 'Europe/Moscow' },
);
const telegram = (api: string) =>
  telegramChannel({ token, chatId: '-100500', api }, 'Улыбка', http);

describe('Telegram', () => {
  it('gets one message for the chat, with the token in the path and nowhere else', async () => {
    await using server = await scriptedServer([{ json: { ok: true, result: {} } }]);
    await telegram(`${server.url}/proxy`).send(message);
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: `/proxy/bot${token}/sendMessage`,
        body: {
          chat_id: '-100500',
          text: expect.stringMatching(/^🔴 Улыбка: Нет доступа к amoCRM\n\n/),
        },
      },
    ]);
  });

  it.each<[string, Reply, { code: string; retryAfterMs?: number }]>([
    ['no such bot', { status: 401 }, { code: 'ALERT_TELEGRAM_TOKEN_REFUSED' }],
    ['no token at all', { status: 404 }, { code: 'ALERT_TELEGRAM_TOKEN_REFUSED' }],
    ['an unknown chat', { status: 400 }, { code: 'ALERT_TELEGRAM_CHAT_REFUSED' }],
    ['a bot that was thrown out', { status: 403 }, { code: 'ALERT_TELEGRAM_CHAT_REFUSED' }],
    [
      'a bot that is asked to wait',
      { status: 429, json: { ok: false, parameters: { retry_after: 17 } } },
      { code: 'ALERT_TELEGRAM_BUSY', retryAfterMs: 17_000 },
    ],
    ['a failing server', { status: 502, raw: '<html>' }, { code: 'ALERT_REFUSED' }],
    ['a proxy that is not one', { status: 404, raw: '<html>' }, { code: 'ALERT_REFUSED' }],
    ['a page instead of an answer', { raw: '<html>' }, { code: 'ALERT_REFUSED' }],
    ['a redirect', { status: 302, headers: { location: '/x' } }, { code: 'ALERT_REFUSED' }],
    ['a cut connection', { cut: 'before-answer' }, { code: 'ALERT_UNREACHABLE' }],
  ])('tells %s by its code, without the token', async (_, reply, expected) => {
    await using server = await scriptedServer([reply]);
    const error = await telegram(server.url)
      .send(message)
      .catch((e: unknown) => e);
    expect(error).toMatchObject(expected);
    expect(everythingOf(error)).not.toContain(token);
    expect(server.requests.length).toBe(1);
  });

  it('names the setting for a proxy when it cannot be reached', async () => {
    await expect(telegram(await deadUrl()).send(message)).rejects.toMatchObject({
      code: 'ALERT_UNREACHABLE',
      hint: expect.stringContaining('ALERT_TELEGRAM_API'),
    });
  });

  it('is not waited for longer than a quarter of a minute', async () => {
    const clock = new VirtualClock();
    const deaf: typeof globalThis.fetch = () => new Promise(() => {});
    const begun = clock.monotonic();
    const channel = telegramChannel({ token, chatId: '1', api: 'http://localhost' }, undefined, {
      fetch: deaf,
      clock,
    });
    await expect(channel.send(message)).rejects.toMatchObject({ code: 'ALERT_UNREACHABLE' });
    expect(clock.monotonic() - begun).toBe(15_000);
  });
});

describe('the webhook', () => {
  it('gets the documented object', async () => {
    await using server = await scriptedServer([{ status: 204 }]);
    const clock = new VirtualClock({ start: Date.UTC(2026, 2, 2, 7) });
    await webhookChannel(`${server.url}/hook/secret?key=1`, 'Улыбка', { fetch, clock }).send(
      message,
    );
    clock.stop();
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/hook/secret' }]);
    expect(server.requests[0]?.body).toEqual({
      version: 1,
      event: 'trouble',
      kind: 'auth',
      severity: 'critical',
      code: 'AMO_UNAUTHORIZED',
      since: '2026-03-02T06:05:00.000Z',
      sentAt: '2026-03-02T07:00:00.000Z',
      clinic: 'Улыбка',
      title: 'Нет доступа к amoCRM',
      text: expect.stringContaining('Что делать'),
    });
  });

  it('fails without its address in the error', async () => {
    await using server = await scriptedServer([{ status: 410 }]);
    const channel = webhookChannel(`${server.url}/hook/secret`, undefined, http);
    const error = await channel.send(message).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'ALERT_REFUSED', message: expect.stringContaining('410') });
    expect(everythingOf(error)).not.toContain('/hook/secret');
  });
});

describe('e-mail', () => {
  const to = ['it@clinic.example', 'director@clinic.example'];
  const email = (smtpUrl: string) =>
    emailChannel({ smtpUrl, from: 'bot@clinic.example', to }, 'Улыбка');

  it('reaches everybody on the list, its subject says it all', async () => {
    await using server = await MailServer.open();
    await email(server.url).send(message);
    expect(server.mails).toMatchObject([{ from: 'bot@clinic.example', to }]);
    const { head, subject, text } = readMail(server.mails[0]);
    expect(subject).toBe('🔴 Улыбка: Нет доступа к amoCRM');
    expect(head).toMatch(/^auto-submitted: auto-generated$/im);
    expect(text).toContain('Что делать');
  });

  it.each([
    ['a wrong password', 'smtp://bot%40clinic.example:wrong@', 'ALERT_SMTP_LOGIN_REFUSED'],
    ['TLS where there is none', 'smtps://bot%40clinic.example:p%40ss%3Aword@', 'ALERT_SMTP_TLS'],
  ])('tells %s by its code', async (_, start, code) => {
    await using server = await MailServer.open();
    const error = await email(`${start}127.0.0.1:${server.port}`)
      .send(message)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code });
    expect(everythingOf(error)).not.toMatch(/wrong@|p%40ss|p@ss/);
  });

  it('trusts no certificate that nobody vouches for, unless it is told to', async () => {
    await using server = await MailServer.open({ secure: true });
    const secure = server.url.replace('smtp:', 'smtps:');
    await expect(email(secure).send(message)).rejects.toMatchObject({ code: 'ALERT_SMTP_TLS' });
    await email(`${secure}/?tls.rejectUnauthorized=false`).send(message);
    expect(server.mails.length).toBe(1);
  });

  it('tells of an address that the server does not take', async () => {
    await using server = await MailServer.open({
      onRcptTo: (_, __, done) => done(new Error('Канарейкин not here')),
    });
    const error = await email(server.url)
      .send(message)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'ALERT_EMAIL_ADDRESS_REFUSED' });
    expect(everythingOf(error)).not.toContain('Канарейкин');
  });

  it('tells of a server that is not there, or hangs up', async () => {
    await using rude = await rudeServer();
    const code = 'ALERT_UNREACHABLE';
    await expect(email(`smtp://127.0.0.1:${rude.port}`).send(message)).rejects.toMatchObject({
      code,
    });
    const dead = new URL(await deadUrl()).port;
    await expect(email(`smtp://127.0.0.1:${dead}`).send(message)).rejects.toMatchObject({ code });
  });
});

/** All that anybody could print of an error. */
function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return [
    error.stack,
    JSON.stringify(error),
    JSON.stringify(Object.entries(error)),
    cause === undefined ? '' : everythingOf(cause),
  ].join('\n');
}
