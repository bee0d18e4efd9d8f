import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Link, OwnedHash } from '../../src/state/links.ts';
import { updatedLink } from '../../src/sync/item/acknowledge.ts';
import { compare, needsRequest } from '../../src/sync/item/decide.ts';
import type { LiveContact } from '../../src/sync/item/live-contact.ts';
import type { ContactHashes, Subject } from '../../src/sync/item/subject.ts';
import { desiredHashes, keys, someLink, someLive } from './arbitraries.ts';

const subjectOf = (desired: ContactHashes) => ({ hashes: desired }) as Subject; // all that is asked of it

const check = (
  property: (desired: ContactHashes, link: Link, live: LiveContact) => void,
  numRuns = 2000,
) => fc.assert(fc.property(desiredHashes, someLink, someLive, property), { numRuns });

test('only what was written by us is ever cleared', () => {
  check((desired, link, live) => {
    for (const key of compare(desired, link, live).clear) {
      const held = live.fields.get(key);
      expect([link.acknowledged.get(key), link.ownForm.get(key)]).toContain(held);
      expect(link.acknowledged.get(key)).toBeDefined();
    }
  });
});

test('what is not known here is neither written, cleared nor learnt', () => {
  check((desired, link, live) => {
    const { set, clear, learnt, phones, emails } = compare(desired, link, live);
    for (const key of keys) {
      if (desired.fields.has(key)) continue;
      expect([...set, ...clear, ...learnt.keys()]).not.toContain(key);
    }
    if (desired.phones === undefined) expect(phones).toBe(false);
    if (desired.emails === undefined) expect(emails).toBe(false);
  });
});

test('every difference is written, cleared, reported, or known as amoCRM’s own form', () => {
  check((desired, link, live) => {
    const { set, clear, foreign } = compare(desired, link, live);
    for (const [key, wanted] of desired.fields) {
      const held = live.fields.get(key) ?? '';
      const told = [...set, ...clear, ...foreign].includes(key);
      const ownForm =
        wanted === (link.acknowledged.get(key) ?? '') && held === link.ownForm.get(key);
      expect(told).toBe(held !== wanted && !ownForm);
    }
  });
});

test('a field counts as drifted only where IDENT did not move', () => {
  check((desired, link, live) => {
    for (const key of compare(desired, link, live).drifted) {
      expect(desired.fields.get(key)).toBe(link.acknowledged.get(key));
    }
  });
});

test('once it is written there is nothing to write, seen from the state and from amoCRM', () => {
  check((desired, link, live) => {
    const change = compare(desired, link, live);
    const list = (before: readonly OwnedHash[], wanted: readonly string[] | undefined) =>
      wanted === undefined ? before : wanted.map((hash) => ({ hash, ours: true }));
    const next = updatedLink(link, subjectOf(desired), change, {
      ...(change.phones ? { phones: list(link.phones, desired.phones) } : {}),
      ...(change.emails ? { emails: list(link.emails, desired.emails) } : {}),
    });
    const fields = new Map(live.fields);
    for (const key of [...change.set, ...change.clear]) {
      const wanted = desired.fields.get(key) ?? '';
      if (wanted === '') fields.delete(key);
      else fields.set(key, wanted);
    }
    const held: LiveContact = {
      ...live,
      fields,
      name: change.name ? desired.name : live.name,
      phones: change.phones ? (desired.phones ?? live.phones) : live.phones,
      emails: change.emails ? (desired.emails ?? live.emails) : live.emails,
    };
    const again = compare(desired, next, held);
    expect(needsRequest(again)).toBe(false);
    expect(again.learnt).toEqual(new Map());
    expect(again.foreign).toEqual(change.foreign);
    if (desired.phonesWhole) expect(needsRequest(compare(desired, next, undefined))).toBe(false);
  });
});
