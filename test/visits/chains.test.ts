import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Chain, chainsOf } from '../../src/visits/chains.ts';
import type { Reception, ReceptionId } from '../../src/visits/reception.ts';
import { id, of, reception as row } from './reception.ts';

const off = { cancelled: true } as const;
const told = (chains: readonly Chain[]) =>
  chains.map(({ members, lead, cut }) => [members, lead.id, cut]);

const cases: readonly (readonly [string, readonly Reception[], readonly unknown[]])[] = [
  ['moved twice', [row(1, null, off), row(2, 1, off), row(3, 2)], [[[1, 2, 3], 3, null]]],
  ['moved by a row with a smaller number', [row(7, null, off), row(3, 7)], [[[7, 3], 3, null]]],
  ['moved, and the move called off', [row(1, null, off), row(2, 1, off)], [[[1, 2], 2, null]]],
  ['moved, though the first one stands again', [row(1, null), row(2, 1, off)], [[[1, 2], 1, null]]],
  ['moved from a row that was deleted', [row(2, 1)], [[[1, 2], 2, null]]],
  [
    'moved to two times: the newest live one leads',
    [row(1, null, off), row(2, 1), row(3, 1), row(4, 1, off)],
    [
      [[1, 3], 3, null],
      [[2], 2, 'fork'],
      [[4], 4, 'fork'],
    ],
  ],
  [
    'moved to two times, one of them moved on',
    [row(1, null, off), row(2, 1, off), row(3, 1), row(4, 2)],
    [
      [[1, 2, 4], 4, null],
      [[3], 3, 'fork'],
    ],
  ],
  ['a ring', [row(5, 4), row(3, 5, off), row(4, 3, off)], [[[3, 4, 5], 5, 'cycle']]],
  ['a row that points at itself', [row(5, 5)], [[[5], 5, 'cycle']]],
  ['a ring with a way in', [row(3, 4, off), row(4, 3, off), row(6, 4)], [[[3, 4, 6], 6, 'cycle']]],
  [
    'moved to another patient, with nobody between them',
    [row(1, null, { ...of(1), ...off }), row(2, 1, { ...of(null), ...off }), row(3, 2, of(2))],
    [
      [[1, 2], 2, null],
      [[3], 3, 'patient'],
    ],
  ],
];

test.each(cases)('a visit that was %s', (_, rows, chains) => {
  expect(told(chainsOf(rows))).toEqual(chains);
});

const rows: fc.Arbitrary<readonly Reception[]> = fc.uniqueArray(
  fc
    .record({
      number: fc.integer({ min: 1, max: 12 }),
      from: fc.option(fc.integer({ min: 1, max: 14 }), { freq: 4 }),
      patient: fc.constantFrom(1, 1, 1, 2, null),
      cancelled: fc.boolean(),
    })
    .map(({ number, from, patient, cancelled }) =>
      row(number, from, { ...of(patient), cancelled }),
    ),
  { selector: (one) => one.id, maxLength: 12 },
);

test('however receptions point at each other, each is in one chain of one patient, which follows the moves, in whatever order they are read', () => {
  fc.assert(
    fc.property(rows, fc.nat(), (receptions, turn) => {
      const chains = chainsOf(receptions);
      const byId = new Map(receptions.map((one) => [one.id, one]));
      const members = chains.flatMap((chain) => chain.members);
      expect(new Set(members).size).toBe(members.length);
      expect(members.filter((one) => byId.has(one)).toSorted((a, b) => a - b)).toEqual(
        [...byId.keys()].toSorted((a, b) => a - b),
      );
      for (const chain of chains) {
        const patients = chain.members.flatMap((one) => byId.get(one)?.patient ?? []);
        expect(new Set(patients).size).toBeLessThanOrEqual(1);
        for (const [at, one] of chain.members.entries()) {
          if (at > 0) expect(byId.get(one)?.movedFrom).toBe(chain.members[at - 1]);
        }
        const live = chain.members.filter((one) => byId.get(one)?.cancelled === false);
        if (live.length > 0) expect(chain.lead.id).toBe(Math.max(...live));
        // What it was cut off for is so.
        const from = byId.get(chain.key)?.movedFrom ?? null;
        expect(chain.cut === null).toBe(from === null);
      }
      const at = turn % Math.max(1, receptions.length);
      const turned = [...receptions.slice(at), ...receptions.slice(0, at)].toReversed();
      expect(chainsOf(turned)).toEqual(chains);
    }),
    { numRuns: 500, seed: 16 },
  );
});

test('a visit without forks keeps its key when it is moved on, and when its first row is deleted', () => {
  fc.assert(
    fc.property(rows, fc.nat(), (receptions, pick) => {
      const chains = chainsOf(receptions);
      // Of a fork the one that leads may be another with the next move.
      fc.pre(chains.every(({ cut }) => cut === null));
      const chain = chains[pick % Math.max(1, chains.length)];
      if (chain === undefined) return;
      const last = chain.members.at(-1) ?? chain.key;
      const moved = row(99, last, of(chain.lead.patient));
      const holding = (all: readonly Chain[], one: ReceptionId) =>
        all.find(({ members }) => members.includes(one))?.key;
      const after = chainsOf([...receptions, moved]);
      expect(holding(after, id(99))).toBe(chain.key);
      if (chain.members.length < 2) return;
      const without = chainsOf(receptions.filter((one) => one.id !== chain.key));
      expect(holding(without, chain.members[1] ?? chain.key)).toBe(chain.key);
    }),
    { numRuns: 300, seed: 17 },
  );
});
