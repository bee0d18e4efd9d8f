import { describe, expect, it } from 'vitest';
import { MailServer } from '../../service/watch/receivers.ts';
import { scriptedServer } from '../../support/http/scripted-server.ts';
import { cli } from '../cli-harness.ts';

const telegram = (api: string) => ({
  ALERT_TELEGRAM_TOKEN: '123456789:AAsecretsecretsecretsecretsecret',
  ALERT_TELEGRAM_CHAT_ID: '@clinic_it',
  ALERT_TELEGRAM_API: api,
});

describe('alerts test', () => {
  it('reaches everybody by every channel, and the outside watcher', async () => {
    await using chat = await scriptedServer([{ json: { ok: true } }]);
    await using hook = await scriptedServer([{}]);
    await using mail = await MailServer.open();
    const run = await cli(['alerts', 'test', '--lang', 'ru'], {
      env: {
        ...telegram(`${chat.url}/`),
        ALERT_WEBHOOK_URL: `${hook.url}/hook`,
        ALERT_SMTP_URL: mail.url,
        ALERT_EMAIL_TO: 'it@clinic.example, director@clinic.example',
        HEARTBEAT_URL: `${hook.url}/ping`,
      },
    });
    expect(run.stdout).toBe(
      '✓ Telegram: отправлено\n✓ Почта: отправлено\n✓ Веб-хук: отправлено\n✓ Внешний сторож: отправлено\n',
    );
    expect(run.code).toBe(0);
    expect(chat.requests).toMatchObject([
      { body: { chat_id: '@clinic_it', text: expect.stringContaining('Проверка оповещений') } },
    ]);
    expect(mail.mails).toMatchObject([{ from: 'bot@clinic.example' }]);
    expect(hook.requests.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'GET /ping',
      'POST /hook',
    ]);
    expect(hook.requests.find(({ method }) => method === 'POST')?.body).toMatchObject({
      event: 'test',
      kind: null,
    });
  });

  it('tells of each that fails what to do, and tries the others all the same', async () => {
    await using chat = await scriptedServer([{ status: 403 }]);
    await using hook = await scriptedServer([{}]);
    const env = { ...telegram(chat.url), ALERT_WEBHOOK_URL: hook.url };
    const run = await cli(['alerts', 'test', '--json'], { env });
    expect(run.code).toBe(1);
    expect(run.json).toEqual({
      ok: false,
      channels: [
        {
          channel: 'telegram',
          ok: false,
          code: 'ALERT_TELEGRAM_CHAT_REFUSED',
          message: expect.any(String),
          hint: expect.stringContaining('ALERT_TELEGRAM_CHAT_ID'),
        },
        { channel: 'webhook', ok: true },
      ],
    });
    const shown = await cli(['alerts', 'test'], { env });
    expect(shown.stdout).toContain(
      '✗ Telegram: The bot may not write to this Telegram chat.\n  Add the bot',
    );
    expect(shown.stdout + shown.stderr).not.toContain('AAsecret');
  });

  it('warns when nobody would be told', async () => {
    const run = await cli(['alerts', 'test', '--json']);
    expect(run.code).toBe(1);
    expect(run.json).toEqual({ ok: false, channels: [] });
    expect(run.stderr).toContain('ALERT_TELEGRAM_TOKEN');
  });

  it.each([
    [
      { ALERT_TELEGRAM_TOKEN: '123456789:AAsecretsecretsecretsecretsecret' },
      'ALERT_TELEGRAM_CHAT_ID',
    ],
    [{ ALERT_TELEGRAM_CHAT_ID: '1' }, 'ALERT_TELEGRAM_TOKEN'],
    [{ ALERT_SMTP_URL: 'smtps://a%40b.c:p@smtp.example' }, 'ALERT_EMAIL_TO'],
    [{ ALERT_SMTP_URL: 'smtps://bot:p@smtp.example', ALERT_EMAIL_TO: 'a@b.c' }, 'ALERT_EMAIL_FROM'],
    [{ ALERT_EMAIL_TO: 'a@b.c' }, 'ALERT_SMTP_URL'],
    [{ ALERT_SMTP_URL: 'mail.example', ALERT_EMAIL_TO: 'a@b.c' }, 'ALERT_SMTP_URL'],
    [{ ALERT_WEBHOOK_URL: 'https://user:secret@hook.example' }, 'ALERT_WEBHOOK_URL'],
    [{ ALERT_TELEGRAM_TOKN: 'x' }, 'ALERT_TELEGRAM_TOKN'],
  ])('half a channel is a mistake that is named: %o', async (env, name) => {
    const run = await cli(['alerts', 'test', '--json'], { env });
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { mistakes: [{ name }] } });
    expect(run.stdout + run.stderr).not.toContain('secret@');
  });
});
