import type { ContactId } from '../../amocrm/model/model.ts';
import { Repository } from '../shape/repository.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/** Contacts that were tagged as duplicates: once, so that a tag that a person took off stays off. */
export class TaggedContacts extends Repository {
  /** Those of them that were tagged. */
  async among(ids: readonly ContactId[]): Promise<ReadonlySet<ContactId>> {
    if (ids.length === 0) return new Set();
    const rows = await this.db
      .selectFrom('tagged_contacts')
      .select('contact_id')
      .where(isAmong(this.db, 'contact_id', ids))
      .execute();
    return new Set(rows.map((row) => row.contact_id));
  }

  async add(ids: readonly ContactId[], now: number): Promise<void> {
    const rows = ids.map((contact_id) => ({ contact_id, tagged_at: now }));
    await upsert(this.db, 'tagged_contacts', rows, { updates: [] });
  }
}
