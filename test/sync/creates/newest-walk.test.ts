import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AmoContact, ContactId } from '../../../src/amocrm/model/model.ts';
import { NewestWalk } from '../../../src/sync/creates/absence/newest-walk.ts';

/** An account of whose newest contacts each page is answered when the test says so. */
function account(ids: number[], { perPage = 3, onAnswer = (_page: number) => {} } = {}) {
  const asked: PromiseWithResolvers<void>[] = [];
  const walk = new NewestWalk({
    amo: {
      contacts: async ({ page = 1 }: { readonly page?: number }) => {
        const question = Promise.withResolvers<void>();
        asked.push(question);
        await question.promise;
        const newest = ids.toSorted((a, b) => b - a);
        const contacts = newest.slice((page - 1) * perPage, page * perPage).map(contact);
        onAnswer(page);
        return { contacts, hasNext: newest.length > page * perPage };
      },
    },
    contradictions: { raise: () => Promise.reject(new Error('out of order')) },
  } as unknown as ConstructorParameters<typeof NewestWalk>[0]); // only what a walk asks for
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ids,
    look: (downTo: number) => {
      const seen: number[] = [];
      return {
        seen,
        isComplete: walk.read(
          downTo,
          (contacts) => void seen.push(...contacts.map(({ id }) => id)),
        ),
      };
    },
    /** Answers all that is asked until nothing is. */
    answer: async () => {
      for (await turn(); asked.length > 0; await turn()) asked.shift()?.resolve();
    },
    askedNow: async () => {
      await turn();
      return asked.length;
    },
  };
}

const contact = (id: number) => ({ id: id as ContactId }) as AmoContact; // no more is looked at

test('who comes while a walk is under way is shown what one shows that began afterwards', async () => {
  const amo = account([1, 2, 3, 4]);
  const first = amo.look(2);
  expect(await amo.askedNow()).toBe(1);
  const second = amo.look(2);
  const third = amo.look(3);
  // One question is under way, and it was asked before they came.
  expect(await amo.askedNow()).toBe(1);
  await amo.answer();
  expect(await Promise.all([first, second, third].map(({ isComplete }) => isComplete))).toEqual([
    true,
    true,
    true,
  ]);
  expect(second.seen).toEqual(third.seen);
});

test('a walk that began before a contact came to be is no proof that there is none', async () => {
  const amo = account([1, 2, 3]);
  const first = amo.look(3);
  expect(await amo.askedNow()).toBe(1);
  const second = amo.look(3);
  const begun = amo.answer();
  await first.isComplete;
  amo.ids.push(4);
  await begun;
  await second.isComplete;
  expect(first.seen).not.toContain(4);
  expect(second.seen).toContain(4);
});

test('a walk goes down to the lowest that anybody wants, and shows others no page below theirs', async () => {
  const amo = account([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const high = amo.look(8);
  const low = amo.look(2);
  await amo.answer();
  expect(await high.isComplete).toBe(true);
  expect(await low.isComplete).toBe(true);
  expect(new Set(high.seen)).toEqual(new Set([9, 8, 7]));
  expect(new Set(low.seen)).toEqual(new Set([9, 8, 7, 6, 5, 4, 3, 2, 1]));
});

test('a walk that fails fails for all who share it, and not for who comes after', async () => {
  const amo = account([1, 2, 3]);
  amo.ids.splice(0, 3, 1, 1, 1);
  const [first, second] = [amo.look(0), amo.look(0)];
  const failed = Promise.allSettled([first.isComplete, second.isComplete]);
  await amo.answer();
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  amo.ids.splice(0, 3, 1, 2, 3);
  const third = amo.look(0);
  await amo.answer();
  expect(await third.isComplete).toBe(true);
});

test('a list that moves below what one looks for leaves nobody in doubt but those who look further down', async () => {
  const ids = Array.from({ length: 40 }, (_, at) => at + 1);
  // Somebody deletes from the second page whenever one behind it was read.
  const onAnswer = (page: number) => {
    if (page > 2) ids.splice(ids.length - 4, 1);
  };
  const amo = account(ids, { onAnswer });
  const low = amo.look(10);
  const high = amo.look(38);
  await amo.answer();
  expect(await high.isComplete).toBe(true);
  expect(await low.isComplete).toBe(false);
});

test('who shares a walk is answered as soon as it is shown all that it looks for, whatever becomes of the walk', async () => {
  const ids = [1, 2, 3, 4, 5, 6];
  // The second page is in no order.
  const amo = account(ids, {
    onAnswer: (page) => {
      if (page === 1) ids.splice(0, 3, 1, 1, 1);
    },
  });
  const low = amo.look(0);
  const high = amo.look(4);
  const failed = Promise.allSettled([low.isComplete]);
  await amo.answer();
  expect(await high.isComplete).toBe(true);
  expect((await failed).map(({ status }) => status)).toEqual(['rejected']);
});

test('a walk that is shared shows and tells each what one of its own would', async () => {
  const looks = fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 1, maxLength: 4 });
  const there = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(there, looks, async (ids, downTo) => {
      const together = account(ids);
      const shared = downTo.map((down) => together.look(down));
      await together.answer();
      for (const [at, down] of downTo.entries()) {
        const own = account(ids);
        const alone = own.look(down);
        await own.answer();
        expect(shared[at]?.seen).toEqual(alone.seen);
        expect(await shared[at]?.isComplete).toBe(await alone.isComplete);
      }
    }),
    { numRuns: 50 },
  );
});
