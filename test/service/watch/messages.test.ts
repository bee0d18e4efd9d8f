import { describe, expect, it } from 'vitest';
import { gravest, type Incident, type IncidentCode } from '../../../src/health/incident.ts';
import {
  digestMessage,
  headline,
  recoveryMessage,
  testMessage,
  troubleMessage,
} from '../../../src/service/watch/alerts/message.ts';

const since = Date.UTC(2026, 2, 2, 6, 5);
const codes = Object.keys(gravest) as IncidentCode[]; // Object.keys forgets its key type.
const inMoscow = { timeZone: 'Europe/Moscow' };
const incident = (code: IncidentCode): Incident => ({
  ...{ code, since, severity: gravest[code], affair: 'operator', cause: 'SOME_CODE' },
  ...{ count: 4, total: 9, until: since + 86_400_000 },
});
/** What needs no time, or ends by itself. */
const undated = new Set<IncidentCode>(['setup', 'first-load', 'missing']);
const quiet = new Set<IncidentCode>(['resting', 'late', 'first-load', 'mass-change']);

describe.each(codes)('%s', (code) => {
  it('says in Russian what it means, what to do, and when all is well again', () => {
    const wording = { ...inMoscow, language: 'ru' } as const;
    const { title, body } = troubleMessage(incident(code), wording);
    expect(title).toMatch(/^[А-Яa-z]/);
    const moment = code === 'token' ? /3 марта в 09:05/ : /2 марта в 09:05/;
    if (!undated.has(code)) expect(body[0]).toMatch(moment);
    const advice = /^Что делать: [а-яa-z].*\.$/;
    if (!quiet.has(code)) expect(body[1]).toMatch(advice);
    expect(body.at(-1)).toBe('Код: SOME_CODE');
    const over = recoveryMessage(incident(code), since + 3_600_000, wording);
    expect(over.title).not.toBe(title);
    expect(over.body).toEqual(['Длилось с 2 марта в 09:05 до 2 марта в 10:05.']);
  });

  it('says the same in English', () => {
    const wording = { ...inMoscow, language: 'en' } as const;
    const { title, body } = troubleMessage(incident(code), wording);
    const over = recoveryMessage(incident(code), since, wording);
    const all = [title, ...body, over.title, ...over.body].join(' ');
    expect(all).not.toMatch(/[а-яё]/i);
    expect(all).toMatch(/09:05 on [23] March/);
    expect(body).toHaveLength(quiet.has(code) ? 2 : 3);
  });
});

it('what has time is told together, each with what it means and what to do', () => {
  const wording = { ...inMoscow, language: 'ru' } as const;
  const several = [incident('rejected'), incident('deep')];
  const { event, kind, severity, title, body } = digestMessage(several, wording);
  expect({ event, kind, severity }).toEqual({ event: 'digest', kind: null, severity: 'warning' });
  expect(title).toBe('Требует внимания: 2');
  expect(body[0]).toMatch(/^amoCRM не принимает некоторых пациентов\n.*4 из 9.*\nЧто делать: /);
  expect(body[1]).toMatch(/^Давно не было полной сверки\n/);
  expect(digestMessage([incident('deep')], wording)).toEqual(
    troubleMessage(incident('deep'), wording),
  );
});

it('a message is seen for what it is at first glance', () => {
  const wording = { ...inMoscow, language: 'ru' } as const;
  const auth = incident('auth');
  const heads = [
    troubleMessage(auth, wording),
    troubleMessage({ ...incident('token'), severity: 'warning' }, wording),
    recoveryMessage(auth, since, wording),
    testMessage(since, wording),
  ].map((message) => headline(message, 'Улыбка'));
  expect(heads).toEqual([
    '🔴 Улыбка: Нет доступа к amoCRM',
    '🟡 Улыбка: Пора заменить токен amoCRM',
    '🟢 Улыбка: Доступ к amoCRM восстановлен',
    '🔵 Улыбка: Проверка оповещений',
  ]);
  expect(headline(testMessage(since, { language: 'en' }), undefined)).toBe(
    '🔵 IDENT → amoCRM: A test of the alerts',
  );
});
