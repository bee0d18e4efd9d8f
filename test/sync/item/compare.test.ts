import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../../src/sync/item/compare.ts';
import type { Policies } from '../../../src/sync/item/policies.ts';
import {
  type Change,
  clearedItems,
  isField,
  isList,
  replacedItems,
  writtenItems,
} from '../../../src/sync/item/verdicts.ts';
import { desiredHashes, someLink, someLive } from '../arbitraries.ts';
import { type FormerChange, formerCompare } from './former-compare.ts';

const policies: fc.Arbitrary<Policies> = fc.record({
  fields: fc.constantFrom('repair', 'report'),
  names: fc.constantFrom('repair', 'report'),
  merged: fc.constant('repair'),
  missing: fc.constant('repair'),
  duplicates: fc.constant('report'),
});

const words = fc.constantFrom('', 'w1', 'w2');
const alike = fc.array(fc.constantFrom('1', '2'), { minLength: 4, maxLength: 4 });

test('verdicts say what the lists of a change said before, in every combination', () => {
  fc.assert(
    fc.property(
      desiredHashes,
      someLink,
      fc.option(someLive, { nil: undefined }),
      policies,
      fc.record({ wanted: words, held: words, alike, heldAlike: alike, patient: fc.boolean() }),
      (hashes, known, live, chosen, more) => {
        const desired = {
          ...hashes,
          nameWords: () => more.wanted,
          phonesAlike: () => more.alike.slice(0, hashes.phones?.length ?? 0),
        };
        const link = {
          ...known,
          acknowledged: new Map([
            ...known.acknowledged,
            ...(more.patient ? [['patient_id', 'a'] as const] : []),
          ]),
        };
        const held = live && {
          ...live,
          nameWords: more.held,
          phonesAlike: more.heldAlike.slice(0, live.phones.length),
        };
        const now = compare(desired, link, held, chosen);
        expect(asBefore(now)).toEqual(sorted(formerCompare(desired, link, held, chosen)));
      },
    ),
    { numRuns: 10_000 },
  );
});

const sorted = (change: FormerChange) => ({
  ...change,
  replaced: new Map([...change.replaced].toSorted()),
  learnt: new Map([...change.learnt].toSorted()),
  edited: change.edited.toSorted(),
});

/** A change as it was put down before. */
function asBefore(change: Change): FormerChange {
  const { verdicts, ownForms } = change;
  const written = writtenItems(change);
  const cleared = clearedItems(change);
  const told = (acts: readonly string[], why: string) =>
    [...verdicts].filter(([, one]) => acts.includes(one.act) && 'why' in one && one.why === why);
  const fields = (items: readonly (readonly [Parameters<typeof isField>[0], unknown])[]) =>
    items.map(([item]) => item).filter(isField);
  const drifted = told(['write'], 'drifted');
  const edited = told(['leave', 'learn'], 'edited');
  return sorted({
    set: written.filter(isField).filter((key) => !cleared.includes(key)),
    clear: cleared.filter(isField),
    name: written.includes('name'),
    phones: written.includes('phones'),
    emails: written.includes('emails'),
    emptied: cleared.filter(isList),
    learnt: new Map(
      [...verdicts].flatMap(([item, one]) => (one.act === 'learn' ? [[item, one.hash]] : [])),
    ),
    drifted: fields(drifted),
    driftedLists: drifted.map(([item]) => item).filter(isList),
    edited: edited.map(([item]) => item).filter((item) => item !== 'name'),
    changedBoth: fields(told(['write'], 'changed-both')),
    foreign: fields(told(['leave', 'learn'], 'foreign')),
    ownForms,
    replaced: replacedItems(change),
    nameEdited: edited.some(([item]) => item === 'name'),
    nameRestored: drifted.some(([item]) => item === 'name'),
  });
}
