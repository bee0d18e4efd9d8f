import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AmoContact, ContactId } from '../../../src/amocrm/model/model.ts';
import { WholeReading } from '../../../src/sync/creates/absence/whole-reading.ts';

const perPage = 5;

/** A list that others change while it is read: before each question so many of these places are deleted. */
function movingList(
  size: number,
  moves: readonly (readonly number[])[],
  order: 'id-asc' | 'id-desc',
) {
  let ids = Array.from({ length: size }, (_, at) => at + 1);
  const deleted = new Set<number>();
  let asked = 0;
  const seen = new Set<number>();
  const reading = new WholeReading({
    order,
    ask: async (page) => {
      for (const place of moves[asked] ?? []) {
        const id = ids[place % Math.max(1, ids.length)];
        if (id === undefined) continue;
        deleted.add(id);
        ids = ids.filter((other) => other !== id);
      }
      asked += 1;
      const sorted = order === 'id-asc' ? ids : ids.toReversed();
      const rows = sorted.slice((page - 1) * perPage, page * perPage);
      return { contacts: rows.map(contact), hasNext: sorted.length > page * perPage };
    },
    see: async (contacts) => {
      for (const { id } of contacts) seen.add(id);
    },
    outOfOrder: () => Promise.reject(new Error('out of order')),
  });
  const unseen = () => ids.filter((id) => !seen.has(id));
  return { reading, unseen, askedSoFar: () => asked };
}

// Only the id counts here.
const contact = (id: number): AmoContact => ({ id: id as ContactId }) as AmoContact;

const moves = fc.array(fc.array(fc.nat({ max: 60 }), { maxLength: 12 }), { maxLength: 60 });
const orders = fc.constantFrom('id-asc' as const, 'id-desc' as const);

test('a reading that says it is whole has shown everything that was there all the time, whatever others delete meanwhile', async () => {
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 60 }), moves, orders, async (size, all, order) => {
      const { reading, unseen } = movingList(size, all, order);
      if (await reading.finish()) expect(unseen()).toEqual([]);
      else moved += 1;
    }),
    { numRuns: 2_000 },
  );
  expect(moved, 'readings with a boundary that stayed open').toBeGreaterThan(0);
});

test('where one contact goes now and then, a boundary is read again, and the reading is whole in the end', async () => {
  for (let every = 3; every <= 8; every += 1) {
    const all = Array.from({ length: 200 }, (_, at) => (at % every === 0 ? [0] : []));
    const { reading, unseen } = movingList(60, all, 'id-asc');
    expect(await reading.finish(), `a deletion every ${every} questions`).toBe(true);
    expect(unseen()).toEqual([]);
  }
});

test('in a list that holds still every page but the last is asked for twice', async () => {
  const { reading, askedSoFar } = movingList(8 * perPage, [], 'id-asc');
  expect(await reading.finish()).toBe(true);
  expect(askedSoFar()).toBe(8 + 7);
});

test('a list whose next page never ends is given up with an error', async () => {
  const endless = (contacts: readonly number[]) => {
    let asked = 0;
    const reading = new WholeReading({
      order: 'id-asc',
      ask: async () => {
        asked += 1;
        return { contacts: contacts.map(contact), hasNext: true };
      },
      see: async () => undefined,
      outOfOrder: () => Promise.reject(new Error('out of order')),
    });
    return { reading, asked: () => asked };
  };
  for (const contacts of [[], [1, 2, 3]]) {
    const { reading, asked } = endless(contacts);
    await expect(reading.finish()).rejects.toMatchObject({ code: 'AMO_ENDLESS_LIST' });
    expect(asked()).toBeLessThan(30);
  }
});
