import { expect, test } from 'vitest';
import { MailServer } from '../../service/watch/receivers.ts';
import { scriptedServer } from '../../support/http/scripted-server.ts';
import { Office } from './office.ts';

const day = 24 * 3_600_000;

test('without a channel and a backup the page says so; with both it says neither, until the backup is old', async () => {
  await using bare = await Office.signedIn();
  expect((await bare.call('upkeep')).json).toMatchObject({
    ...{ channels: [], heartbeat: false, backupAt: null },
    notes: [{ code: 'no-channel' }, { code: 'no-backup' }],
  });
  expect((await bare.call('testAlerts')).json).toEqual({ channels: [] });
  const { state, clock } = bare.world;
  await state.meta.set('backupAt', clock.now());
  expect((await bare.call('upkeep')).json.notes).toMatchObject([{ code: 'no-channel' }]);
  await state.meta.set('backupAt', clock.now() - 8 * day - 1);
  expect((await bare.call('upkeep')).json.notes).toMatchObject([
    { code: 'no-channel' },
    { code: 'backup-old', text: { ru: { title: expect.stringContaining('старше восьми дней') } } },
  ]);
});

test('a sample goes through every channel at the press of a button, is written down, and a failure is told in words', async () => {
  await using hook = await scriptedServer(({ path }, count) =>
    path === '/hook' && count > 2 ? { status: 410 } : {},
  );
  await using chat = await scriptedServer([{ json: { ok: true } }, { status: 403 }]);
  const mail = await MailServer.open();
  await using office = await Office.signedIn({
    alerts: {
      language: 'ru',
      telegram: { token: '123456789:AAsecretsecretsecret', chatId: '@it', api: chat.url },
      email: { smtpUrl: mail.url, from: 'bot@clinic.example', to: ['it@clinic.example'] },
      webhookUrl: `${hook.url}/hook`,
      heartbeatUrl: `${hook.url}/ping`,
    },
  });
  expect((await office.call('upkeep')).json).toMatchObject({
    ...{ channels: ['telegram', 'email', 'webhook'], heartbeat: true },
    notes: [{ code: 'no-backup' }],
  });
  const names = ['telegram', 'email', 'webhook', 'heartbeat'];
  expect((await office.call('testAlerts')).json).toEqual({
    channels: names.map((name) => ({ name, problem: null })),
  });
  expect(mail.mails).toMatchObject([{ to: ['it@clinic.example'] }]);
  expect(chat.requests[0]?.body).toMatchObject({ text: expect.stringContaining('🔵') });
  expect(hook.requests.map(({ path }) => path).toSorted()).toEqual(['/hook', '/ping']);
  await mail[Symbol.asyncDispose]();
  const { json, text } = await office.call('testAlerts');
  expect(json.channels).toMatchObject([
    { name: 'telegram', problem: { code: 'ALERT_TELEGRAM_CHAT_REFUSED' } },
    { name: 'email', problem: { code: 'ALERT_UNREACHABLE' } },
    { name: 'webhook', problem: { code: 'ALERT_REFUSED' } },
    { name: 'heartbeat', problem: null },
  ]);
  for (const secret of ['AAsecret', 'p%40ss', 'p@ss', '/hook']) expect(text).not.toContain(secret);
  expect(await office.actions()).toContain('test-alerts');
  office.csrf = '';
  expect((await office.call('testAlerts')).status).toBe(403);
});
