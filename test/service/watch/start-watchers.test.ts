import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { silentLogger } from '../../../src/log/logger.ts';
import { lookAgain, startWatchers } from '../../../src/service/watch/start-watchers.ts';
import { StateError } from '../../../src/state/file/errors.ts';
import { serverErrors } from '../../../src/state/postgres/server-errors.ts';
import { StateFolder } from '../../state/folder.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { scriptedServer } from '../../support/http/scripted-server.ts';
import { FakeService } from './fake-service.ts';

const token = '123456789:AAsecretsecretsecretsecretsecret';

/** Watchers of a service without access, of which nobody was told yet. */
async function watch(folder: StateFolder, api: string) {
  const clock = new VirtualClock();
  clock.hold();
  const service = new FakeService(clock);
  service.truth = { pauses: [{ reason: 'auth', since: 0, code: null, actor: 'service' }] };
  const { alerts } = await folder.open({ clock });
  await alerts.set({ kind: 'auth', since: 0, code: null, told: [] });
  const watchers = await startWatchers({
    ...{ service, alerts, clock, log: silentLogger(), timeZone: 'Europe/Moscow' },
    config: { language: 'ru', telegram: { token, chatId: '1', api } },
  });
  return { clock, alerts, watchers };
}

it('a service that ends keeps in mind who is just being told', async () => {
  await using folder = new StateFolder();
  const gate = Promise.withResolvers<void>();
  await using chat = await scriptedServer(async () => {
    await gate.promise;
    return { json: { ok: true } };
  });
  const { clock, alerts, watchers } = await watch(folder, chat.url);
  await vi.waitUntil(() => chat.requests.length === 1, { timeout: 20_000 });
  const ended = watchers[Symbol.asyncDispose]();
  gate.resolve();
  await ended;
  expect(await alerts.all()).toMatchObject([{ kind: 'auth', told: ['telegram'] }]);
  clock.stop();
});

it('a service that ends does not wait for long for its watchers to be done', async () => {
  await using folder = new StateFolder();
  await using chat = await scriptedServer(() => new Promise(() => {}));
  const { clock, alerts, watchers } = await watch(folder, chat.url);
  await vi.waitUntil(() => chat.requests.length === 1, { timeout: 20_000 });
  const ended = watchers[Symbol.asyncDispose]();
  await clock.advance(5_000);
  await ended;
  expect(await alerts.all()).toMatchObject([{ kind: 'auth', told: [] }]);
  clock.stop();
});

it('a look that the server of the state does not answer is logged by that code and its words, as no bug of the program', async () => {
  const clock = new VirtualClock();
  clock.hold();
  const lines: string[] = [];
  const log = pino({}, { write: (line) => lines.push(line) });
  const away = new StateError(serverErrors.unreachable({ address: 'server', reason: 'CLOSED' }));
  const look = () => Promise.reject(away);
  const watching = lookAgain({ look, idle: async () => undefined }, { clock, log });
  await vi.waitUntil(() => lines.length === 1);
  const { code, message, hint } = away;
  const told = JSON.parse(lines[0] ?? '');
  expect(told).toMatchObject({ code, message, hint });
  expect(told).not.toHaveProperty('err');
  await watching[Symbol.asyncDispose]();
  clock.stop();
});
