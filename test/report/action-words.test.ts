import { expect, test } from 'vitest';
import { doerName } from '../../src/report/action-words.ts';

test('whoever signs in with the password of all is named in words, everybody else by their own name', () => {
  expect(doerName('operate', 'ru')).toBe('общий вход');
  expect(doerName('operate', 'en')).toBe('shared sign-in');
  expect(doerName('anna', 'ru')).toBe('anna');
});
