import { expect, test } from 'vitest';
import { scriptedServer } from '../../support/scripted-server.ts';
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
  await using hook = await scriptedServer([{}]);
  await using chat = await scriptedServer([{ status: 403 }]);
  await using office = await Office.signedIn({
    alerts: {
      language: 'ru',
      telegram: { token: '123456789:AAsecretsecretsecret', chatId: '@it', api: chat.url },
      webhookUrl: `${hook.url}/hook`,
      heartbeatUrl: `${hook.url}/ping`,
    },
  });
  expect((await office.call('upkeep')).json).toMatchObject({
    ...{ channels: ['telegram', 'webhook'], heartbeat: true },
    notes: [{ code: 'no-backup' }],
  });
  const { json, text } = await office.call('testAlerts');
  expect(json.channels).toMatchObject([
    { name: 'telegram', problem: { code: 'ALERT_TELEGRAM_CHAT_REFUSED' } },
    { name: 'webhook', problem: null },
    { name: 'heartbeat', problem: null },
  ]);
  expect(text).not.toContain('AAsecret');
  expect(hook.requests.map(({ path }) => path).toSorted()).toEqual(['/hook', '/ping']);
  expect(await office.actions()).toContain('test-alerts');
  office.csrf = '';
  expect((await office.call('testAlerts')).status).toBe(403);
});
