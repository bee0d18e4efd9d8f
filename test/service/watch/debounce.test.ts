import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Incident } from '../../../src/health/incident.ts';
import { blindness } from '../../../src/health/rules.ts';
import { Debounce } from '../../../src/service/watch/alerts/debounce.ts';

const auth: Incident = {
  ...{ code: 'auth', since: 1_000, severity: 'critical', affair: 'amocrm', cause: null },
};

/** What counts after a look so many seconds later, by kind; in brackets what was not there at that very look. */
function look(
  debounce: Debounce,
  present: readonly Incident[],
  at: number,
  isWhole = true,
): string {
  return debounce
    .observe(present, at * 1_000, isWhole)
    .map(({ incident: { code }, isPresent }) => (isPresent ? code : `(${code})`))
    .join(' ');
}

it('a trouble counts once it has lasted, and is called over once it stays away', () => {
  const debounce = new Debounce([]);
  expect(look(debounce, [auth], 0)).toBe('');
  expect(look(debounce, [auth], 59)).toBe('');
  expect(look(debounce, [auth], 60)).toBe('auth');
  expect(look(debounce, [], 70)).toBe('(auth)');
  expect(look(debounce, [auth], 80)).toBe('auth');
  expect(look(debounce, [], 90)).toBe('(auth)');
  expect(look(debounce, [], 209)).toBe('(auth)');
  expect(look(debounce, [], 210)).toBe('');
});

it('a trouble is counted anew after each look without it', () => {
  const debounce = new Debounce([]);
  look(debounce, [auth], 0);
  look(debounce, [], 50);
  expect(look(debounce, [auth], 60)).toBe('');
  expect(look(debounce, [auth], 119)).toBe('');
  expect(look(debounce, [auth], 120)).toBe('auth');
});

it('a trouble that counted before a restart still counts', () => {
  const debounce = new Debounce([auth]);
  expect(look(debounce, [auth], 0)).toBe('auth');
});

it('a trouble that could not be looked for is not taken for gone', () => {
  const debounce = new Debounce([auth]);
  const state = blindness(2, 'TIMEOUT');
  expect(look(debounce, [state], 0, false)).toBe('(auth)');
  expect(look(debounce, [state], 1_000, false)).toBe('(auth) state');
  expect(look(debounce, [auth], 1_010)).toBe('auth (state)');
});

it('a trouble that flickers keeps the time when it began', () => {
  const debounce = new Debounce([auth]);
  const [standing] = debounce.observe([{ ...auth, since: 5_000 }], 0);
  expect(standing?.incident.since).toBe(1_000);
});

it('whatever flickers, what counts has lasted, and what is over has stayed away', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 }))), (looks) => {
      const debounce = new Debounce([]);
      let at = 0;
      let counted = false;
      const seen: { readonly at: number; readonly present: boolean }[] = [];
      for (const [present, pause] of looks) {
        at += pause;
        seen.push({ at, present });
        const counts = debounce.observe(present ? [auth] : [], at * 1_000).length > 0;
        if (counts !== counted) {
          const wait = counts ? 60 : 120;
          // The looks of the last `wait`, and the one before them, all agree.
          const from = seen.findLastIndex((one) => one.at <= at - wait);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(seen.slice(from).every((one) => one.present === counts)).toBe(true);
        }
        counted = counts;
      }
    }),
  );
});
