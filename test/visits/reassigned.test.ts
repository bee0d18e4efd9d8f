import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Reassigned,
  type Reassignment,
  reassignmentOf,
} from '../../src/visits/deal/reassigned.ts';

/** All of a visit became another patient's, and nobody touched its deal. */
const usual: Reassigned = {
  ...{ isShared: false, holdsKey: true, isInNewContact: false },
  ...{ isTouched: false, isKept: false },
};

const cases: readonly (readonly [string, Partial<Reassigned>, Reassignment])[] = [
  ['is closed where nobody touched it: the visit gets another one', {}, 'closed'],
  ['stays where a person touched it', { isTouched: true }, 'left'],
  ['stays in a protected stage, and in «Неразобранное»', { isKept: true }, 'left'],
  ['goes along where it stands in the new patient’s contact', { isInNewContact: true }, 'follows'],
  [
    'goes along so also when a person touched it',
    { isInNewContact: true, isTouched: true },
    'follows',
  ],
  [
    'stays its patient’s whose other times are still theirs',
    { isShared: true, holdsKey: false },
    'parted',
  ],
  [
    'stays alone where its own key went over, and a time of its patient is left',
    { isShared: true },
    'left',
  ],
];

test.each(cases)('the deal of a visit that became another patient’s %s', (_, more, is) => {
  expect(reassignmentOf({ ...usual, ...more })).toBe(is);
});

test('whatever a deal is, one that a person touched is neither closed nor gets a second one beside it', () => {
  const any = fc.record({
    ...{ isShared: fc.boolean(), holdsKey: fc.boolean(), isInNewContact: fc.boolean() },
    ...{ isTouched: fc.boolean(), isKept: fc.boolean() },
  });
  fc.assert(
    fc.property(any, (visit) => {
      const is = reassignmentOf(visit);
      if (visit.isTouched) expect(['left', 'follows']).toContain(is);
      // What is another's besides is never closed under it, and its key never stands twice.
      if (visit.isShared) expect(['left', 'parted']).toContain(is);
      if (visit.isShared && visit.holdsKey) expect(is).toBe('left');
    }),
  );
});
