import { expect, test } from 'vitest';
import { crashRound } from './crash-round.ts';

const seed = Date.now() % 1_000_000;

test('processes killed at random moments leave one contact for every patient', async () => {
  const { kills, wrong } = await crashRound({ kills: 10, seed, lagMs: 15_000 });
  expect(wrong, `seed ${seed}`).toEqual([]);
  expect(kills).toBe(10);
}, 180_000);
