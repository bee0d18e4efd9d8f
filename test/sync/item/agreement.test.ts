import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Link } from '../../../src/state/patients/link.ts';
import { holding, isAcknowledged } from '../../../src/sync/item/acknowledged/agreement.ts';
import { compare } from '../../../src/sync/item/compare.ts';
import type { LiveContact } from '../../../src/sync/item/live-contact.ts';
import type { Policies } from '../../../src/sync/item/policies.ts';
import type { ContactHashes } from '../../../src/sync/item/subject.ts';
import type { Change } from '../../../src/sync/item/verdicts.ts';
import { desiredHashes, keys, someLink, someLive } from './arbitraries.ts';

const policies: fc.Arbitrary<Policies> = fc.record({
  fields: fc.constantFrom('repair', 'report'),
  names: fc.constantFrom('repair', 'report'),
  merged: fc.constantFrom('repair', 'report'),
  missing: fc.constantFrom('repair', 'report'),
  duplicates: fc.constantFrom('repair', 'report'),
});

/** Each part as the link has it, or as it happens to be: agreement is common, and so is its lack in one place. */
const near = fc
  .record({
    link: someLink,
    desired: desiredHashes,
    live: someLive,
    same: fc.record({
      ...{ wanted: fc.boolean(), wantedLists: fc.boolean(), wantedName: fc.boolean() },
      ...{ held: fc.boolean(), heldLists: fc.boolean(), heldName: fc.boolean() },
    }),
    extra: fc.subarray(['p', 'q', 'r', 's']),
  })
  .map(({ link, desired, live, same, extra }) => {
    const hashesOf = (list: 'phones' | 'emails') => link[list].map(({ hash }) => hash);
    const known = link.acknowledged.get('name') ?? '';
    const fields = new Map(keys.map((key) => [key, link.acknowledged.get(key) ?? '']));
    return {
      link,
      desired: {
        ...desired,
        ...(same.wanted && { fields }),
        ...(same.wantedLists && { phones: hashesOf('phones'), emails: hashesOf('emails') }),
        ...(same.wantedName && { name: known }),
      },
      live: {
        ...live,
        ...(same.held && {
          fields: new Map(
            keys.flatMap((key) => {
              // amoCRM's own form here and there.
              const held = link.ownForm.get(key) ?? link.acknowledged.get(key) ?? '';
              return held === '' ? [] : [[key, held] as const];
            }),
          ),
        }),
        ...(same.heldLists && {
          phones: [...new Set([...extra, ...hashesOf('phones')])],
          emails: [...new Set([...extra, ...hashesOf('emails')])],
        }),
        ...(same.heldName && { name: known }),
      },
    };
  });

const agrees = (desired: ContactHashes, link: Link, live: LiveContact): boolean => {
  const held = holding(live, link, keys);
  const sameParts = desired.nameParts !== '' && desired.nameParts === live.nameParts;
  return (
    isAcknowledged(desired, link) && (held === 'all' || (held === 'all-but-name' && sameParts))
  );
};

test('where both sides agree with what amoCRM acknowledged, nothing is left to do or to report', () => {
  let agreed = 0;
  fc.assert(
    fc.property(near, policies, ({ desired, link, live }, chosen) => {
      if (!agrees(desired, link, live)) return;
      agreed += 1;
      expect(compare(desired, link, live, chosen)).toEqual(nothing);
    }),
    { numRuns: 20_000 },
  );
  expect(agreed).toBeGreaterThan(200);
});

test('IDENT says what amoCRM acknowledged just where an incremental pass finds nothing to do', () => {
  fc.assert(
    fc.property(near, ({ desired, link }) => {
      const change = compare(desired, link, undefined);
      expect(isAcknowledged(desired, link)).toBe(isDeepStrictEqual(change, nothing));
    }),
    { numRuns: 5_000 },
  );
});

const nothing: Change = { verdicts: new Map(), ownForms: new Map() };
