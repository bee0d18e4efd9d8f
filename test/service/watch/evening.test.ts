import { expect, it } from 'vitest';
import type { AlertConfig } from '../../../src/config/parts/alert-config.ts';
import type { SourceNumber } from '../../../src/contact/model/patient-key.ts';
import type { CoverageFacts } from '../../../src/health/facts.ts';
import { deepSchedule } from '../../../src/service/schedule/deep-schedule.ts';
import { eveningMessage } from '../../../src/service/watch/evening/evening-message.ts';
import { Activity } from '../../../src/state/record/activity.ts';
import { type ScriptedServer, scriptedServer } from '../../support/http/scripted-server.ts';
import { goodFacts, hour, minute } from './fake-service.ts';
import { MailServer, readMail } from './receivers.ts';
import { Watched } from './watched.ts';

const token = '123456789:AAsecretsecretsecretsecretsecret';
const timeZone = 'Europe/Moscow';
const evening = deepSchedule({ morning: 20, evening: 20 }, timeZone);

const texts = ({ requests }: ScriptedServer): readonly string[] =>
  requests.map(({ body }) => String(Object(body).text));

async function watchedTo(
  chat: ScriptedServer,
  config: Pick<AlertConfig, 'webhookUrl' | 'email'> & { readonly evening: boolean },
): Promise<{ readonly watched: Watched; readonly dueAt: number }> {
  const watched = await Watched.open({
    ...config,
    telegram: { token, chatId: '-1', api: chat.url },
  });
  const dueAt = evening.nextDue(watched.clock.now());
  await watched.clock.advance(dueAt - watched.clock.now() - 5 * minute);
  watched.service.truth = { lastDeepAt: dueAt - 12 * hour };
  return { watched, dueAt };
}

it('the digest follows the audit of the evening, once a day, whatever restarts, with what the day brought', async () => {
  await using chat = await scriptedServer([{ json: { ok: true } }]);
  const { watched, dueAt } = await watchedTo(chat, { evening: true });
  await using _ = watched;
  const state = watched.folder;
  await watched.pass(30 * minute);
  expect(texts(chat)).toEqual([]);
  {
    const { db } = await state.open({ clock: watched.clock });
    const activity = new Activity(db);
    await activity.add(dueAt - 3 * hour, { created: 5, updated: 12, rejected: 1 });
    await activity.add(dueAt - 30 * hour, { created: 400, updated: 400 });
  }
  watched.service.truth = { lastDeepAt: dueAt + 20 * minute };
  await watched.restart();
  await watched.pass(2 * minute);
  await watched.restart();
  await watched.pass(4 * hour);
  expect(texts(chat)).toHaveLength(1);
  const [text = ''] = texts(chat);
  expect(text.split('\n')[0]).toBe('🟢 IDENT → amoCRM: Итог дня: новых 5, изменено 12');
  expect(text).toContain('За день: новых контактов 5, изменено 12, отказов amoCRM 1');
  expect(text).toMatch(/Сверено .*20:20/);
});

it('an audit that has not ended three hours after it was due is told of first, at a bounded time', async () => {
  await using chat = await scriptedServer([{ json: { ok: true } }]);
  const { watched, dueAt } = await watchedTo(chat, { evening: true });
  await using _ = watched;
  await watched.pass(2.5 * hour);
  expect(texts(chat)).toEqual([]);
  await watched.pass(1 * hour);
  const [text = '', ...more] = texts(chat);
  expect(more).toEqual([]);
  const [title, , first] = text.split('\n');
  expect(title).toBe('🟡 IDENT → amoCRM: Вечерняя сверка не закончилась');
  expect(first).toMatch(
    /^Сверка, которая должна была начаться .*20:00, не закончилась\. Последняя/,
  );
  expect(text).not.toContain('Сверено');
  // The next evening goes well again.
  watched.service.truth = { lastDeepAt: dueAt + 24 * hour + 20 * minute };
  await watched.clock.advance(dueAt + 24.5 * hour - watched.clock.now());
  await watched.pass(5 * minute);
  expect(texts(chat).at(-1)).toContain('Итог дня');
});

it('a channel that is away is tried again, and the digest can be switched off', async () => {
  await using chat = await scriptedServer([{ status: 502, json: {} }, { json: { ok: true } }]);
  const { watched, dueAt } = await watchedTo(chat, { evening: true });
  await using _ = watched;
  watched.service.truth = { lastDeepAt: dueAt + minute };
  await watched.pass(15 * minute);
  expect(texts(chat)).toHaveLength(2);
  await watched.restart({ evening: false });
  watched.service.truth = { lastDeepAt: dueAt + 24 * hour + minute };
  await watched.clock.advance(24 * hour);
  await watched.pass(30 * minute);
  expect(texts(chat)).toHaveLength(2);
});

it('the digest comes by e-mail as well, with the day in its subject, and begins with an audit that did not end', async () => {
  await using chat = await scriptedServer([{ json: { ok: true } }]);
  await using mail = await MailServer.open();
  const email = { smtpUrl: mail.url, from: 'bot@clinic.example', to: ['director@clinic.example'] };
  const { watched, dueAt } = await watchedTo(chat, { evening: true, email });
  await using _ = watched;
  watched.service.truth = { lastDeepAt: dueAt + minute };
  await watched.pass(15 * minute);
  expect(mail.mails).toMatchObject([{ to: ['director@clinic.example'] }]);
  const first = readMail(mail.mails[0]);
  expect(first.subject).toBe('🟢 IDENT → amoCRM: Итог дня: новых 0, изменено 0');
  expect(first.text).toMatch(/Сверено .*20:01/);
  await watched.clock.advance(24 * hour);
  await watched.pass(3 * hour);
  const [, second, ...more] = mail.mails;
  expect(more).toEqual([]);
  expect(readMail(second).subject).toBe('🟡 IDENT → amoCRM: Вечерняя сверка не закончилась');
  expect(readMail(second).text).toMatch(/^Сверка, которая должна была начаться/);
});

it('a channel that stays away keeps the digest from no other one', async () => {
  await using chat = await scriptedServer([{ status: 502, json: {} }]);
  await using hook = await scriptedServer([{ json: {} }]);
  const { watched, dueAt } = await watchedTo(chat, { evening: true, webhookUrl: hook.url });
  await using _ = watched;
  watched.service.truth = { lastDeepAt: dueAt + minute };
  await watched.pass(hour);
  expect(hook.requests).toHaveLength(1);
  expect(texts(chat).length).toBeGreaterThan(2);
});

it('each database says when it was compared, and one that was not keeps the evening from being green', () => {
  const dueAt = evening.lastDue(Date.UTC(2026, 5, 15, 18));
  // Numbers of sources.
  const source = (
    number: number,
    name: string,
    censusAt: number,
  ): CoverageFacts['sources'][number] => ({
    ...{ number: number as SourceNumber, name, censusAt },
    places: { linked: 2998, rejected: 2 },
  });
  const counts = { created: 1, updated: 2, rejected: 0 };
  const sources = [source(1, 'Север', dueAt + minute), source(2, 'Юг', dueAt - 12 * hour)];
  const facts = goodFacts(dueAt + 4 * hour, {
    lastDeepAt: dueAt + hour,
    coverage: { sources, doubted: false },
  });
  const { title, severity, body } = eveningMessage(
    { facts, counts, dueAt },
    { language: 'ru', timeZone },
  );
  expect([title, severity]).toEqual(['Вечерняя сверка не закончилась', 'warning']);
  expect(body[0]).toBe('Вечером не сверены базы: Юг.');
  const lines = body.join('\n').split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(/^Север: В amoCRM 2.998 из 3.000 .*; Сверено .*20:01/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^Юг: .*вечером не сверено$/));
  expect(lines).toContainEqual(expect.stringMatching(/^Расхождения: не приняты: 4/));
  const well = goodFacts(facts.now, {
    lastDeepAt: dueAt + hour,
    coverage: { sources: [source(1, 'Север', dueAt + minute)], doubted: false },
  });
  const english = eveningMessage({ facts: well, counts, dueAt }, { language: 'en', timeZone });
  expect([english.title, english.severity]).toEqual(['The day: 1 new, 2 changed', null]);
});

it('what wants attention stands before the figures, and the evening is not green with it', () => {
  const dueAt = evening.lastDue(Date.UTC(2026, 5, 15, 18));
  const facts = goodFacts(dueAt + hour, {
    lastDeepAt: dueAt + minute,
    pauses: [{ reason: 'auth', since: dueAt, code: null, actor: 'service' }],
  });
  const counts = { created: 0, updated: 0, rejected: 0 };
  const { severity, body } = eveningMessage({ facts, counts, dueAt }, { language: 'ru', timeZone });
  expect([severity, body[0]]).toEqual(['warning', 'Требует внимания: Нет доступа к amoCRM']);
});
