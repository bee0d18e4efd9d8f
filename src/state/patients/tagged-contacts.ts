import type { ContactId } from '../../amocrm/model/model.ts';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

/** Contacts that were tagged as duplicates: once, so that a tag that a person took off stays off. */
export class TaggedContacts extends Repository {
  /** Those of them that were tagged. */
  among(ids: readonly ContactId[]): Promise<ReadonlySet<ContactId>> {
    return this.keysAmong('tagged_contacts', 'contact_id', ids);
  }

  async add(ids: readonly ContactId[], now: number): Promise<void> {
    const rows = ids.map((contact_id) => ({ contact_id, tagged_at: now }));
    await upsert(this.db, 'tagged_contacts', rows, { updates: [] });
  }
}
