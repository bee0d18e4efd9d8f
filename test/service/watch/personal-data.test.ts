import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { startCli } from '../../cli/cli-harness.ts';
import { Clinic } from '../../cli/clinic.ts';
import { freePort } from '../../support/http/free-port.ts';
import { scriptedServer } from '../../support/http/scripted-server.ts';
import { hour } from './fake-service.ts';
import { MailServer } from './receivers.ts';

/** A patient who was rejected long ago, and a trouble that counts but that nobody was told of yet. */
function makeOld(state: string): void {
  const database = new DatabaseSync(state);
  database.exec(`update rejected set first_at = first_at - ${48 * hour}`);
  database.exec(
    `insert into alerts (kind, since, code, told) values ('rejected', ${Date.now() - 48 * hour}, null, '[]')`,
  );
  database.close();
}

it('no alert, metric, health check or log of the running service holds anything of a person', async (test) => {
  const { clinic, sandbox } = await Clinic.withSandbox(25, test, { quick: true });
  // Short numbers stand by chance in bytes and timestamps.
  const texts = clinic.personalTexts().filter((text) => !/^\d{1,7}$/.test(text));
  await clinic.run('fields', 'create');
  sandbox.faults.add({
    match: { path: '/api/v4/contacts' },
    times: null,
    fault: { kind: 'reject', where: { field: 'IDENT_PATIENT_ID', equals: '2' } },
  });
  await clinic.run('sync');
  makeOld(join(clinic.folder, 'data', 'state.db'));
  await using chat = await scriptedServer([{ json: { ok: true } }]);
  await using hook = await scriptedServer([{ status: 204 }]);
  await using mail = await MailServer.open();
  const port = await freePort();
  const options = clinic.serviceOptions({
    FIRST_LOAD: 'start',
    ...{ HTTP_PORT: String(port), LOG_LEVEL: 'DEBUG', LOG_FILE: 'service.log' },
    ...{ ALERT_NAME: 'Улыбка', ALERT_WEBHOOK_URL: `${hook.url}/hook-secret` },
    ALERT_TELEGRAM_TOKEN: '123456789:AAsecretsecretsecretsecretsecret',
    ...{ ALERT_TELEGRAM_CHAT_ID: '-100500', ALERT_TELEGRAM_API: chat.url },
    ...{ ALERT_SMTP_URL: mail.url, ALERT_EMAIL_TO: 'it@clinic.example' },
    HEARTBEAT_URL: `${hook.url}/heartbeat-secret`,
  });

  const service = startCli(['run'], options);
  const get = async (path: string) => await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  const told = await vi.waitUntil(
    async () => {
      const metrics = await get('/metrics').catch(() => '');
      const isThere =
        /runs_total\{mode="incremental",outcome="[a-z-]+"\} [1-9]/.test(metrics) &&
        [chat.requests, hook.requests, mail.mails].every((all) => all.length > 0);
      return isThere ? metrics : null;
    },
    { timeout: 20_000 },
  );
  const said = [told, await get('/readyz'), await get('/healthz')];
  service.signals.emit('SIGTERM');
  const { stdout, stderr } = await service.done;

  const log = readFileSync(join(clinic.folder, 'service.log'), 'utf8');
  const sent = JSON.stringify([chat.requests.map(({ body }) => body), hook.requests, mail.mails]);
  const all = [...said, sent, stdout, stderr, log].join('\n');
  expect(sent).toContain('amoCRM не принимает некоторых пациентов');
  expect(texts.filter((text) => all.includes(text))).toEqual([]);
  for (const secret of ['AAsecret', 'hook-secret', 'heartbeat-secret', 'p@ss', 'p%40ss']) {
    expect(`${stdout}${stderr}${log}${told}`).not.toContain(secret);
  }
});
