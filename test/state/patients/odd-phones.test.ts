import { expect, test } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { homes } from '../../support/postgres/test-schema.ts';
import { StateFolder } from '../folder.ts';

const contactId = 7 as ContactId;

test.each(homes)(
  'a phone that stands in a contact in two odd ways is kept once, on %s, and seen again by a later reading',
  async (home) => {
    await using folder = new StateFolder(home);
    const { oddPhones } = await folder.open();
    const phones = ['one', 'other', 'one'].map((hash) => ({ hash, contactId }));
    for (const runId of [1, 2]) {
      await oddPhones.note(phones, runId);
      await oddPhones.removeUnseen(runId);
      expect(await oddPhones.contactsWith(['one'], 3)).toEqual([contactId]);
    }
  },
);
