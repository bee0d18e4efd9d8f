import { expect, test } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { CrmSnapshot } from '../../../src/sync/crm/crm-snapshot.ts';
import type { LiveContact } from '../../../src/sync/item/live-contact.ts';
import { StateFolder } from '../../state/folder.ts';
import { homes } from '../../support/postgres/test-schema.ts';

const contactId = 5 as ContactId;

const named = (name: string): LiveContact => ({
  contactId,
  patientId: null,
  fields: new Map(),
  name,
  nameParts: '',
  nameTokens: [],
  nameWords: '',
  phones: ['phone', 'phone'],
  phonesAlike: [],
  emails: [],
  person: { birthday: '', snils: '', inn: '', phones: [], emails: [], words: [] },
});

test.each(homes)(
  'a contact that a page shows twice, with a phone that it has twice, is kept once, on %s: as it was shown last',
  async (home) => {
    await using folder = new StateFolder(home);
    await using scratch = (await folder.open()).scratch();
    const snapshot = await CrmSnapshot.create({ scratch, runId: 1 });
    for (const [before, after] of [
      ['one', 'two'],
      ['three', 'four'],
    ] as const) {
      await snapshot.add([named(before), named(after)]);
      expect(await snapshot.count()).toBe(1);
      expect((await snapshot.contacts([contactId])).get(contactId)?.name).toBe(after);
    }
  },
);
