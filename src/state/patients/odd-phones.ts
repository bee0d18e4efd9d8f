import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import { Repository } from '../shape/repository.ts';

/** A phone, hashed, and a contact that has it. */
interface OddPhone {
  readonly hash: string;
  readonly contactId: ContactId;
}

/**
 * Phones of contacts that carry nobody, written in such a way that amoCRM's search does not find them, as the last full
 * read saw them.
 */
export class OddPhones extends Repository {
  /** Seen by a reading; at most a page of contacts at a time. */
  async note(phones: readonly OddPhone[], runId: number): Promise<void> {
    // PostgreSQL takes no row twice in a statement: people write one phone in two such ways into a contact.
    const each = new Map(phones.map((phone) => [`${phone.hash} ${phone.contactId}`, phone]));
    for (const some of chunks([...each.values()], 250)) {
      await this.db
        .insertInto('odd_phones')
        .values(some.map(({ hash, contactId }) => ({ hash, contact_id: contactId, run_id: runId })))
        .onConflict((c) =>
          c
            .columns(['hash', 'contact_id'])
            .doUpdateSet({ run_id: runId })
            .where('odd_phones.run_id', '<', runId),
        )
        .execute();
    }
  }

  /** The reading is complete: what it, and a later one, did not see is no more. */
  async removeUnseen(runId: number): Promise<void> {
    await this.db.deleteFrom('odd_phones').where('run_id', '<', runId).execute();
  }

  /** Contacts with one of these phones: so many of each phone, lowest id first. */
  async contactsWith(hashes: readonly string[], most: number): Promise<readonly ContactId[]> {
    const found = new Set<ContactId>();
    for (const hash of hashes) {
      const rows = await this.db
        .selectFrom('odd_phones')
        .select('contact_id')
        .where('hash', '=', hash)
        .orderBy('contact_id')
        .limit(most)
        .execute();
      for (const row of rows) found.add(row.contact_id);
    }
    return [...found];
  }
}
