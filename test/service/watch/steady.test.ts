import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Incident } from '../../../src/health/incident.ts';
import { blindness } from '../../../src/health/rules.ts';
import { Steady } from '../../../src/service/watch/alerts/steady.ts';

const auth: Incident = {
  ...{ code: 'auth', since: 1_000, severity: 'critical', affair: 'amocrm', cause: null },
};
const patience = { appearMs: 60, leaveMs: 120 };

/** What counts after a look, by kind; in brackets what was not there at that very look. */
function look(steady: Steady, present: readonly Incident[], at: number, isWhole = true): string {
  return steady
    .observe(present, at, isWhole)
    .map(({ incident: { code }, isPresent }) => (isPresent ? code : `(${code})`))
    .join(' ');
}

it('counts a trouble once it has lasted, and calls it over once it stays away', () => {
  const steady = new Steady([], patience);
  expect(look(steady, [auth], 0)).toBe('');
  expect(look(steady, [auth], 59)).toBe('');
  expect(look(steady, [auth], 60)).toBe('auth');
  expect(look(steady, [], 70)).toBe('(auth)');
  expect(look(steady, [auth], 80)).toBe('auth');
  expect(look(steady, [], 90)).toBe('(auth)');
  expect(look(steady, [], 209)).toBe('(auth)');
  expect(look(steady, [], 210)).toBe('');
});

it('begins to count anew after each look without it', () => {
  const steady = new Steady([], patience);
  look(steady, [auth], 0);
  look(steady, [], 50);
  expect(look(steady, [auth], 60)).toBe('');
  expect(look(steady, [auth], 119)).toBe('');
  expect(look(steady, [auth], 120)).toBe('auth');
});

it('goes on with what counted before a restart', () => {
  const steady = new Steady([auth], patience);
  expect(look(steady, [auth], 0)).toBe('auth');
});

it('takes nothing for gone that it could not see', () => {
  const steady = new Steady([auth], patience);
  const state = blindness(2, 'TIMEOUT');
  expect(look(steady, [state], 0, false)).toBe('(auth)');
  expect(look(steady, [state], 1_000, false)).toBe('(auth) state');
  expect(look(steady, [auth], 1_010)).toBe('auth (state)');
});

it('keeps when one that flickers began', () => {
  const steady = new Steady([auth], patience);
  const [standing] = steady.observe([{ ...auth, since: 5_000 }], 0);
  expect(standing?.incident.since).toBe(1_000);
});

it('whatever flickers, what counts has lasted, and what is over has stayed away', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 }))), (looks) => {
      const steady = new Steady([], patience);
      let at = 0;
      let counted = false;
      const seen: { readonly at: number; readonly present: boolean }[] = [];
      for (const [present, pause] of looks) {
        at += pause;
        seen.push({ at, present });
        const counts = steady.observe(present ? [auth] : [], at).length > 0;
        if (counts !== counted) {
          const wait = counts ? patience.appearMs : patience.leaveMs;
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
