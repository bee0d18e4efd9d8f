import { sql } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

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
  /** Seen by a reading; of two readings the later one counts. */
  async note(phones: readonly OddPhone[], runId: number): Promise<void> {
    const rows = phones.map(({ hash, contactId }) => ({
      hash,
      contact_id: contactId,
      run_id: runId,
    }));
    const later = sql`case when odd_phones.run_id < excluded.run_id
      then excluded.run_id else odd_phones.run_id end`;
    await upsert(this.db, 'odd_phones', rows, { sets: { run_id: later } });
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
