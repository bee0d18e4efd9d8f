import { expect, test } from 'vitest';
import { homeOfRun } from '../support/state/state-place.ts';
import { crashRound } from './crash-round.ts';

const seed = Date.now() % 1_000_000;
const kills = homeOfRun() === 'SQLite' ? 6 : 3;

test('processes killed at random moments leave one contact for every patient', async () => {
  const { kills: done, wrong } = await crashRound({ kills, seed, lagMs: 15_000 });
  expect(wrong, `seed ${seed}`).toEqual([]);
  expect(done).toBe(kills);
}, 180_000);
