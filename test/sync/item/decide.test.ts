import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Link, OwnedHash } from '../../../src/state/patients/link.ts';
import { updatedLink } from '../../../src/sync/item/acknowledged/acknowledge.ts';
import { compare } from '../../../src/sync/item/compare.ts';
import type { LiveContact } from '../../../src/sync/item/live-contact.ts';
import type { ContactHashes, Subject } from '../../../src/sync/item/subject.ts';
import {
  type Change,
  clearedItems,
  isField,
  isWritten,
  type Left,
  needsRequest,
  writtenItems,
} from '../../../src/sync/item/verdicts.ts';
import { desiredHashes, keys, someLink, someLive } from './arbitraries.ts';

const subjectOf = (desired: ContactHashes) => ({ hashes: desired }) as Subject; // all that is asked of it

const check = (
  property: (desired: ContactHashes, link: Link, live: LiveContact) => void,
  numRuns = 2000,
) => fc.assert(fc.property(desiredHashes, someLink, someLive, property), { numRuns });

test('only what was written by us is ever cleared', () => {
  check((desired, link, live) => {
    for (const key of clearedItems(compare(desired, link, live)).filter(isField)) {
      const held = live.fields.get(key);
      expect([link.acknowledged.get(key), link.ownForm.get(key)]).toContain(held);
      expect(link.acknowledged.get(key)).toBeDefined();
    }
  });
});

test('what is not known here has no verdict: it is neither written, cleared nor learnt', () => {
  check((desired, link, live) => {
    const { verdicts } = compare(desired, link, live);
    for (const key of keys) {
      if (!desired.fields.has(key)) expect(verdicts.has(key)).toBe(false);
    }
    if (desired.phones === undefined) expect(verdicts.has('phones')).toBe(false);
    if (desired.emails === undefined) expect(verdicts.has('emails')).toBe(false);
  });
});

test('every difference is written, cleared, reported, or known as amoCRM’s own form', () => {
  check((desired, link, live) => {
    const change = compare(desired, link, live);
    for (const [key, wanted] of desired.fields) {
      const held = live.fields.get(key) ?? '';
      const verdict = change.verdicts.get(key);
      const told = isWritten(verdict) || leftFor(change, 'foreign').includes(key);
      const ownForm =
        wanted === (link.acknowledged.get(key) ?? '') && held === link.ownForm.get(key);
      expect(told).toBe(held !== wanted && !ownForm);
    }
  });
});

test('a field counts as drifted only where IDENT did not move', () => {
  check((desired, link, live) => {
    for (const [key, verdict] of compare(desired, link, live).verdicts) {
      if (!isField(key) || verdict.act !== 'write' || verdict.why !== 'drifted') continue;
      expect(desired.fields.get(key)).toBe(link.acknowledged.get(key));
    }
  });
});

test('once a difference is written there is nothing to write, seen from the state and from amoCRM', () => {
  check((desired, link, live) => {
    const change = compare(desired, link, live);
    const written = new Set(writtenItems(change));
    const list = (before: readonly OwnedHash[], wanted: readonly string[] | undefined) =>
      wanted === undefined ? before : wanted.map((hash) => ({ hash, ours: true }));
    const next = updatedLink(link, subjectOf(desired), change, {
      ...(written.has('phones') ? { phones: list(link.phones, desired.phones) } : {}),
      ...(written.has('emails') ? { emails: list(link.emails, desired.emails) } : {}),
    });
    const fields = new Map(live.fields);
    for (const key of [...written].filter(isField)) {
      const wanted = desired.fields.get(key) ?? '';
      if (wanted === '') fields.delete(key);
      else fields.set(key, wanted);
    }
    const held: LiveContact = {
      ...live,
      fields,
      name: written.has('name') ? desired.name : live.name,
      phones: written.has('phones') ? (desired.phones ?? live.phones) : live.phones,
      emails: written.has('emails') ? (desired.emails ?? live.emails) : live.emails,
    };
    const again = compare(desired, next, held);
    expect([...again.verdicts.values()].filter(({ act }) => act !== 'leave')).toEqual([]);
    expect(leftFor(again, 'foreign')).toEqual(leftFor(change, 'foreign'));
    if (desired.phonesWhole) expect(needsRequest(compare(desired, next, undefined))).toBe(false);
  });
});

/** Items that stay as they are in amoCRM, and why. */
const leftFor = ({ verdicts }: Change, why: Left) =>
  [...verdicts]
    .filter(([, one]) => (one.act === 'leave' || one.act === 'learn') && one.why === why)
    .map(([item]) => item);
