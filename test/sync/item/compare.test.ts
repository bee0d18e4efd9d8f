import { expect, test } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { Link, OwnedHash } from '../../../src/state/patients/link.ts';
import { compare } from '../../../src/sync/item/compare.ts';
import type { LiveContact } from '../../../src/sync/item/live-contact.ts';
import { defaultPolicies, type Policies } from '../../../src/sync/item/policies.ts';
import type { ContactHashes } from '../../../src/sync/item/subject.ts';
import type { Item, Verdict } from '../../../src/sync/item/verdicts.ts';

const wanted: ContactHashes = {
  ...{ fields: new Map(), name: '', nameParts: '', phones: undefined, phonesWhole: true },
  ...{ emails: undefined, emailsWhole: true },
};
const link: Link = {
  ...{ patientId: 1 as PatientId, contactId: 2 as ContactId, status: 'linked' },
  ...{ acknowledged: new Map(), ownForm: new Map(), phones: [], emails: [] },
};
const contact: LiveContact = {
  ...{ contactId: 2 as ContactId, patientId: 1 as PatientId, fields: new Map(), name: '' },
  ...{ nameParts: '', nameTokens: [], nameWords: '', phones: [], phonesAlike: [], emails: [] },
  person: { words: [], birthday: '', snils: '', inn: '', phones: [], emails: [] },
};

/** A verdict in a few words: `write drifted x`. */
function told(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'nothing';
  const { act } = verdict;
  const why = 'why' in verdict ? [verdict.why] : [];
  const hash = act === 'learn' ? [verdict.hash || '-'] : [];
  const before = act === 'write' ? (verdict.before ?? []).map((one) => one || '-') : [];
  return [act, ...hash, ...why, ...before].join(' ');
}

const filled = (entries: Readonly<Record<string, string | undefined>>) =>
  new Map(Object.entries(entries).flatMap(([key, one]) => (one ? [[key, one] as const] : [])));

test.each<
  [
    why: string,
    given: {
      readonly ident: string;
      readonly acknowledged: string;
      readonly amo?: string;
      readonly own?: string;
      readonly key?: 'city' | 'patient_id';
      readonly isNew?: boolean;
      readonly policy?: Policies['fields'];
    },
    expected: string,
  ]
>([
  ['IDENT says what was acknowledged', { ident: 'a', acknowledged: 'a' }, 'nothing'],
  ['IDENT changed', { ident: 'b', acknowledged: 'a' }, 'write changed'],
  ['IDENT has a first value', { ident: 'a', acknowledged: '' }, 'write changed'],
  ['IDENT has none any more', { ident: '', acknowledged: 'a' }, 'clear'],
  ['all agree', { ident: 'a', acknowledged: 'a', amo: 'a' }, 'nothing'],
  ['amoCRM has it already', { ident: 'b', acknowledged: 'a', amo: 'b' }, 'learn b'],
  ['both are empty by now', { ident: '', acknowledged: 'a', amo: '' }, 'learn -'],
  ['somebody changed it', { ident: 'a', acknowledged: 'a', amo: 'x' }, 'write drifted x'],
  ['somebody emptied it', { ident: 'a', acknowledged: 'a', amo: '' }, 'write drifted -'],
  [
    'somebody changed it, and may',
    { ident: 'a', acknowledged: 'a', amo: 'x', policy: 'report' },
    'leave edited',
  ],
  [
    'somebody changed the id, which nobody may',
    { ident: 'a', acknowledged: 'a', amo: 'x', policy: 'report', key: 'patient_id' },
    'write drifted x',
  ],
  ['it is amoCRM’s form of ours', { ident: 'a', acknowledged: 'a', amo: 'f', own: 'f' }, 'nothing'],
  ['only amoCRM has a value', { ident: '', acknowledged: '', amo: 'x' }, 'leave foreign'],
  ['both changed it', { ident: 'b', acknowledged: 'a', amo: 'x' }, 'write changed-both'],
  [
    'it stands in a contact that was only found',
    { ident: 'b', acknowledged: '', amo: 'x', isNew: true },
    'write changed',
  ],
  [
    'IDENT changed, and somebody emptied it',
    { ident: 'b', acknowledged: 'a', amo: '' },
    'write changed',
  ],
  ['IDENT changed, and ours stands', { ident: 'b', acknowledged: 'a', amo: 'a' }, 'write changed'],
  [
    'IDENT changed, and our form stands',
    { ident: 'b', acknowledged: 'a', amo: 'f', own: 'f' },
    'write changed',
  ],
  ['IDENT has none, and ours stands', { ident: '', acknowledged: 'a', amo: 'a' }, 'clear'],
  [
    'IDENT has none, and our form stands',
    { ident: '', acknowledged: 'a', amo: 'f', own: 'f' },
    'clear',
  ],
  [
    'IDENT has none, and a person’s stands',
    { ident: '', acknowledged: 'a', amo: 'x' },
    'learn - foreign',
  ],
])('of a field, where %s', (_, given, expected) => {
  const { ident, acknowledged, amo, own, key = 'city', isNew = false, policy } = given;
  const known = { ...(isNew ? {} : { patient_id: 'id' }), [key]: acknowledged };
  const { verdicts } = compare(
    { ...wanted, fields: new Map([[key, ident]]) },
    { ...link, acknowledged: filled(known), ownForm: filled({ [key]: own }) },
    amo === undefined ? undefined : { ...contact, fields: filled({ [key]: amo }) as never }, // its key is one
    { ...defaultPolicies, fields: policy ?? 'repair' },
  );
  expect(told(verdicts.get(key))).toBe(expected);
});

const ours = (...hashes: readonly string[]): readonly OwnedHash[] =>
  hashes.map((hash) => ({ hash, ours: true }));
const theirs = (hash: string): OwnedHash => ({ hash, ours: false });

test.each<
  [
    why: string,
    given: {
      readonly ident?: readonly string[];
      readonly known: readonly OwnedHash[];
      readonly amo?: readonly string[];
      readonly isPart?: boolean;
      readonly policy?: Policies['fields'];
    },
    expected: string,
  ]
>([
  ['IDENT does not tell', { known: ours('p') }, 'nothing'],
  ['nothing changed', { ident: ['p'], known: ours('p') }, 'nothing'],
  ['IDENT has one more', { ident: ['p', 'q'], known: ours('p') }, 'write changed'],
  ['IDENT dropped one', { ident: ['p'], known: ours('p', 'q') }, 'write changed'],
  [
    'one is not told of, the list being cut',
    { ident: ['p'], known: ours('p', 'q'), isPart: true },
    'nothing',
  ],
  ['IDENT has none any more', { ident: [], known: ours('p') }, 'clear'],
  ['people added one', { ident: ['p'], known: ours('p'), amo: ['p', 'x'] }, 'nothing'],
  [
    'people put another in its place',
    { ident: ['p'], known: ours('p'), amo: ['x'] },
    'write drifted x',
  ],
  [
    'people put another in its place, and may',
    { ident: ['p'], known: ours('p'), amo: ['x'], policy: 'report' },
    'leave edited',
  ],
  [
    'one that IDENT dropped still stands',
    { ident: ['p'], known: ours('p', 'q'), amo: ['p', 'q'] },
    'write changed',
  ],
  [
    'one that IDENT dropped is a person’s',
    { ident: ['p'], known: [...ours('p'), theirs('q')], amo: ['p', 'q'] },
    'learn -',
  ],
  [
    'one that IDENT dropped is gone already',
    { ident: ['p'], known: ours('p', 'q'), amo: ['p'] },
    'learn -',
  ],
  ['amoCRM has the new one', { ident: ['p', 'q'], known: ours('p'), amo: ['p', 'q'] }, 'learn -'],
])('of phones and e-mails, where %s', (_, { ident, known, amo, isPart, policy }, expected) => {
  for (const item of ['phones', 'emails'] as const satisfies readonly Item[]) {
    const { verdicts } = compare(
      { ...wanted, [item]: ident, [`${item}Whole`]: isPart !== true },
      { ...link, [item]: known },
      amo && { ...contact, [item]: amo },
      { ...defaultPolicies, fields: policy ?? 'repair' },
    );
    expect(told(verdicts.get(item)), item).toBe(expected);
  }
});

test.each<
  [
    why: string,
    given: {
      readonly ident: string;
      readonly known?: string;
      readonly amo?: string;
      readonly own?: string;
      readonly parts?: string;
      readonly words?: string;
      readonly policy?: Policies['names'];
    },
    expected: string,
  ]
>([
  ['IDENT has none', { ident: '', known: 'n', amo: 'x' }, 'nothing'],
  ['nothing changed', { ident: 'n', known: 'n' }, 'nothing'],
  ['IDENT changed', { ident: 'm', known: 'n' }, 'write changed'],
  ['nothing is known', { ident: 'n' }, 'write changed'],
  ['amoCRM has it already', { ident: 'n', amo: 'n' }, 'learn n'],
  ['it is put together otherwise', { ident: 'n', known: 'n', amo: 'x', parts: 'w' }, 'nothing'],
  ['its words stand in another order', { ident: 'n', known: 'n', amo: 'x', words: 'w' }, 'nothing'],
  ['it is amoCRM’s form of ours', { ident: 'n', known: 'n', amo: 'f', own: 'f' }, 'nothing'],
  [
    'IDENT changed, whatever its words',
    { ident: 'm', known: 'n', amo: 'x', words: 'w' },
    'write changed',
  ],
  ['both changed it', { ident: 'm', known: 'n', amo: 'x' }, 'write changed'],
  ['a person edited it', { ident: 'n', known: 'n', amo: 'x' }, 'leave edited'],
  ['a person edited it, unknown to us', { ident: 'n', amo: 'x' }, 'learn n edited'],
  [
    'a person edited it, and may not',
    { ident: 'n', known: 'n', amo: 'x', policy: 'repair' },
    'write drifted x',
  ],
])('of a name, where %s', (_, { ident, known, amo, own, parts = '', words, policy }, expected) => {
  const { verdicts, ownForms } = compare(
    { ...wanted, name: ident, nameParts: parts, nameWords: () => words ?? '' },
    { ...link, acknowledged: filled({ name: known }), ownForm: filled({ name: own }) },
    amo === undefined
      ? undefined
      : { ...contact, name: amo, nameParts: parts, nameWords: words ?? 'other' },
    { ...defaultPolicies, names: policy ?? 'report' },
  );
  expect(told(verdicts.get('name'))).toBe(expected);
  const isForm = words !== undefined && ident === known;
  expect([...ownForms]).toEqual(isForm ? [['name', amo]] : []);
});

test('a phone that amoCRM holds in another form, alike by its digits, is ours, and its form is known from then on', () => {
  const { verdicts, ownForms } = compare(
    { ...wanted, phones: ['p'], phonesAlike: () => ['1'] },
    { ...link, phones: ours('p') },
    { ...contact, phones: ['q', 'r'], phonesAlike: ['1', '2'] },
  );
  expect([...verdicts]).toEqual([]);
  expect(ownForms.size).toBe(1);
  expect([...ownForms.values()]).toEqual(['q']);
});
