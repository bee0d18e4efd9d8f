import type { LeadRecord } from '../lead/lead-record.ts';
import type { Database } from './database.ts';
import { EntityStore } from './entity-store.ts';

/** The leads, and beside them which contact stands in which. */
export class LeadStore extends EntityStore<LeadRecord> {
  readonly #link: ReturnType<Database['prepare']>;
  readonly #unlink: ReturnType<Database['prepare']>;
  readonly #ofContact: ReturnType<Database['prepare']>;

  constructor(db: Database, accountId: number) {
    super(db, 'lead', 21_306_400 + (accountId % 1000));
    this.#link = db.prepare('insert into lead_contact (contact_id, lead_id) values (?, ?)');
    this.#unlink = db.prepare('delete from lead_contact where lead_id = ?');
    this.#ofContact = db.prepare(
      `select lead_id from lead_contact join lead on lead.id = lead_id
       where contact_id = ? and gone = 0 order by lead_id`,
    );
  }

  override save(lead: LeadRecord, searchText: string): void {
    super.save(lead, searchText);
    this.#unlink.run(lead.id);
    for (const { id } of lead.contacts) this.#link.run(id, lead.id);
  }

  /** The live ones in which the contact stands. */
  ofContact(contactId: number): readonly number[] {
    return this.#ofContact.all(contactId).map((row) => Number(row['lead_id']));
  }
}
