import fc from 'fast-check';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { fieldKeys } from '../../../src/contact/model/fields.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import type { Link, OwnedHash } from '../../../src/state/patients/link.ts';
import type { LiveContact } from '../../../src/sync/item/live-contact.ts';
import type { ContactHashes } from '../../../src/sync/item/subject.ts';

/** Few values and few keys, so that all combinations meet; `''` is empty. */
const value = fc.constantFrom('', 'a', 'b', 'c');
export const keys: readonly FieldKey[] = fieldKeys.slice(0, 4);
const values = fc
  .tuple(...keys.map(() => fc.option(value, { nil: undefined })))
  .map(
    (chosen) =>
      new Map(keys.flatMap((key, at) => (chosen[at] === undefined ? [] : [[key, chosen[at]]]))),
  );
const filled = values.map((map) => new Map([...map].filter(([, held]) => held !== '')));
const hashes = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's'));
const owned = hashes.chain((list) =>
  fc.tuple(...list.map((hash) => fc.boolean().map((ours): OwnedHash => ({ hash, ours })))),
);
const name = fc.constantFrom('n1', 'n2', 'n3');

export const desiredHashes: fc.Arbitrary<ContactHashes> = fc.record({
  fields: values,
  name,
  nameParts: fc.constantFrom('', 'x', 'y'),
  phones: fc.option(hashes, { nil: undefined }),
  phonesWhole: fc.boolean(),
  emails: fc.option(hashes, { nil: undefined }),
  emailsWhole: fc.boolean(),
});

export const someLink: fc.Arbitrary<Link> = fc
  .record({
    acknowledged: filled,
    known: fc.option(name, { nil: undefined }),
    ownForm: values,
    phones: owned,
    emails: owned,
  })
  .map(({ acknowledged, known, ...rest }) => ({
    patientId: 1 as PatientId,
    contactId: 2 as ContactId,
    status: 'linked',
    acknowledged: new Map<string, string>([
      ...acknowledged,
      ...(known === undefined ? [] : [['name', known] as const]),
    ]),
    ...rest,
  }));

export const someLive: fc.Arbitrary<LiveContact> = fc.record({
  contactId: fc.constant(2 as ContactId),
  patientId: fc.constant(1 as PatientId),
  fields: filled,
  name,
  nameParts: fc.constantFrom('', 'x', 'y'),
  nameTokens: fc.constant([]),
  nameWords: fc.constantFrom('', 'x', 'y'),
  phones: hashes,
  phonesAlike: fc.constant([]),
  emails: hashes,
  person: fc.constant({
    ...{ words: [], birthday: '', snils: '', inn: '', phones: [], emails: [] },
  }),
});
