import { expect, test } from 'vitest';
import type { AmoContact, ContactId } from '../../../src/amocrm/model/model.ts';
import { NewestWalk } from '../../../src/sync/creates/absence/newest-walk.ts';

/** An account of whose newest contacts each page is answered when the test says so. */
function account(ids: number[], perPage = 3) {
  const asked: PromiseWithResolvers<void>[] = [];
  const walk = new NewestWalk({
    amo: {
      contacts: async ({ page = 1 }: { readonly page?: number }) => {
        const question = Promise.withResolvers<void>();
        asked.push(question);
        await question.promise;
        const newest = ids.toSorted((a, b) => b - a);
        const contacts = newest.slice((page - 1) * perPage, page * perPage).map(contact);
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
