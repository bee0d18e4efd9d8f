import { expect, test } from 'vitest';
import { actionSubject, doerName } from '../../src/report/action-words.ts';

test('whoever signs in with the password of all is named in words, everybody else by their own name', () => {
  expect(doerName('operate', 'ru')).toBe('общий вход');
  expect(doerName('operate', 'en')).toBe('shared sign-in');
  expect(doerName('anna', 'ru')).toBe('anna');
});

test.each([
  ['sync', 'deep', 'полная сверка'],
  [
    'sync',
    'deep allow-mass-change=7 accept-database',
    'полная сверка, разрешено изменений: 7, база признана',
  ],
  ['sync', 'limit=20 source=Филиал 2', 'не больше 20, база Филиал 2'],
  ['run-now', 'incremental', 'изменения'],
  ['clear-field', 'inn allow-mass-change=8', 'inn, разрешено изменений: 8'],
  // A name may be a word of ours.
  ['add-user', 'deep', 'deep'],
  ['sync', null, ''],
])('what was asked of %s by "%s" is told in words', (action, subject, words) => {
  expect(actionSubject({ action, subject }, 'ru')).toBe(words);
  expect(actionSubject({ action, subject }, 'en')).not.toMatch(/[=-]\d/);
});
