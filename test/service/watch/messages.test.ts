import { describe, expect, it } from 'vitest';
import {
  recoveryMessage,
  testMessage,
  troubleMessage,
} from '../../../src/service/watch/alerts/message.ts';
import { severities, type TroubleKind } from '../../../src/service/watch/alerts/trouble.ts';
import { headline } from '../../../src/service/watch/channels/headline.ts';

const since = Date.UTC(2026, 2, 2, 6, 5);
const kinds = Object.keys(severities) as TroubleKind[]; // Object.keys forgets its key type.
const inMoscow = { timeZone: 'Europe/Moscow' };

describe.each(kinds)('%s', (kind) => {
  const trouble = { kind, since, code: 'SOME_CODE', count: 4, until: since + 86_400_000 };

  it('says in Russian what it means, what to do, and when all is well again', () => {
    const wording = { ...inMoscow, language: 'ru' } as const;
    const { title, body } = troubleMessage(trouble, wording);
    expect(title).toMatch(/^[А-Яa-z]/);
    expect(body[0]).toMatch(kind === 'token' ? /3 марта в 09:05/ : /2 марта в 09:05/);
    expect(body[1]).toMatch(/^Что делать: [а-яa-z].*\.$/);
    expect(body[2]).toBe('Код: SOME_CODE');
    const over = recoveryMessage(trouble, since + 3_600_000, wording);
    expect(over.title).not.toBe(title);
    expect(over.body).toEqual(['Длилось с 2 марта в 09:05 до 2 марта в 10:05.']);
  });

  it('says the same in English', () => {
    const wording = { ...inMoscow, language: 'en' } as const;
    const { title, body } = troubleMessage(trouble, wording);
    const over = recoveryMessage(trouble, since, wording);
    const all = [title, ...body, over.title, ...over.body].join(' ');
    expect(all).not.toMatch(/[а-яё]/i);
    expect(all).toMatch(/2026-03-0[23] 09:05/);
  });
});

it('is seen for what it is at first glance', () => {
  const wording = { ...inMoscow, language: 'ru' } as const;
  const auth = { kind: 'auth', since, code: null } as const;
  const heads = [
    troubleMessage(auth, wording),
    troubleMessage({ ...auth, kind: 'token' }, wording),
    recoveryMessage(auth, since, wording),
    testMessage(since, wording),
  ].map((message) => headline(message, 'Улыбка'));
  expect(heads).toEqual([
    '🔴 Улыбка: Нет доступа к amoCRM',
    '🟡 Улыбка: Скоро закончится доступ к amoCRM',
    '🟢 Улыбка: Доступ к amoCRM восстановлен',
    '🔵 Улыбка: Проверка оповещений',
  ]);
  expect(headline(testMessage(since, { language: 'en' }), undefined)).toBe(
    '🔵 IDENT → amoCRM: A test of the alerts',
  );
});
