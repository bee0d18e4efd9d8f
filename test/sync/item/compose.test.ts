import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OwnedHash } from '../../../src/state/patients/link.ts';
import { mergeList } from '../../../src/sync/item/compose.ts';
import type { ListEntry } from '../../../src/sync/item/live-contact.ts';

/** One number in two notations has one hash. */
const hash = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const entry = fc.record({
  hash,
  enumId: fc.option(fc.integer({ min: 1, max: 6 })),
  notation: fc.constantFrom('8', '+7'),
});
const list = fc
  .array(entry, { maxLength: 6 })
  .map((entries) =>
    entries.map(
      ({ notation, ...one }): ListEntry => ({ ...one, value: `${notation} ${one.hash}` }),
    ),
  );
const wanted = fc
  .uniqueArray(hash)
  .map((hashes) => hashes.map((one) => ({ hash: one, wire: { value: `+7 ${one}`, enum_id: 9 } })));
const before = fc
  .uniqueArray(hash)
  .chain((hashes) =>
    fc.tuple(...hashes.map((one) => fc.boolean().map((ours): OwnedHash => ({ hash: one, ours })))),
  );

/** What the contact holds after the request. */
function heldAfter(current: readonly ListEntry[], values: ReturnType<typeof mergeList>['values']) {
  if (values === undefined) return current;
  return (values ?? []).map(
    (value): ListEntry => ({
      value: String(value.value),
      enumId: value.enum_id ?? null,
      hash: String(value.value).slice(-1),
    }),
  );
}

const isOurs = (known: readonly OwnedHash[], { hash: one }: { readonly hash: string }) =>
  known.some((entry) => entry.ours && entry.hash === one);

describe('a list of phones after a write', () => {
  test('still holds every entry of a colleague, in its order and kind', () => {
    fc.assert(
      fc.property(list, wanted, before, fc.boolean(), (current, want, known, whole) => {
        const held = heldAfter(current, mergeList(current, want, known, whole).values);
        const foreign = current.filter((one) => !isOurs(known, one));
        const there = new Set(foreign.map((one) => one.hash));
        expect(held.filter((one) => there.has(one.hash))).toEqual(foreign);
      }),
    );
  });

  test("holds all of IDENT's, and of ours nothing else", () => {
    fc.assert(
      fc.property(list, wanted, before, (current, want, known) => {
        const { values, kept } = mergeList(current, want, known);
        const held = new Set(heldAfter(current, values).map((one) => one.hash));
        for (const one of want) expect(held).toContain(one.hash);
        for (const one of known) {
          if (one.ours && !want.some((other) => other.hash === one.hash)) {
            expect(held).not.toContain(one.hash);
          }
        }
        expect(kept.map((one) => one.hash)).toEqual(want.map((one) => one.hash));
      }),
    );
  });

  test('loses nothing where IDENT’s list is not known as a whole', () => {
    fc.assert(
      fc.property(list, wanted, before, (current, want, known) => {
        const { values, kept } = mergeList(current, want, known, false);
        expect(heldAfter(current, values).slice(0, current.length)).toEqual(current);
        expect(kept.map((one) => one.hash)).toEqual(
          expect.arrayContaining(known.map((one) => one.hash)),
        );
      }),
    );
  });

  test('needs no second request', () => {
    fc.assert(
      fc.property(list, wanted, before, fc.boolean(), (current, want, known, whole) => {
        const first = mergeList(current, want, known, whole);
        const held = heldAfter(current, first.values);
        expect(mergeList(held, want, first.kept, whole).values).toBeUndefined();
      }),
    );
  });

  test('what a colleague had before us never becomes ours', () => {
    fc.assert(
      fc.property(list, wanted, (current, want) => {
        const { kept } = mergeList(current, want, []);
        for (const one of kept) {
          expect(one.ours).toBe(!current.some((other) => other.hash === one.hash));
        }
      }),
    );
  });
});
