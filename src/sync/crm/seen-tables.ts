import { type Kysely, sql } from 'kysely';
import { BulkInsert } from '../../state/bulk-insert.ts';
import type { SnapshotTables } from './seen-links.ts';

/** Where a pass keeps what amoCRM showed, gone with it. */
export async function createSeenTables(db: Kysely<SnapshotTables>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('seen_contacts')
    .temporary()
    .addColumn('contact_id', 'integer', (c) => c.primaryKey())
    .addColumn('patient_id', 'integer')
    .addColumn('hashes', 'text', (c) => c.notNull())
    .addColumn('holds', 'text')
    .addColumn('name_parts', 'text', (c) => c.notNull())
    .addColumn('up_to', 'integer', (c) => c.notNull())
    .execute();
  await sql`create index seen_patients_of_contacts
    on seen_contacts (patient_id) where patient_id is not null`.execute(db);
  for (const table of ['seen_phones', 'seen_unknown'] as const) {
    await schema
      .createTable(table)
      .temporary()
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('contact_id', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint(`${table}_pk`, ['hash', 'contact_id'])
      .execute();
  }
}

/** Contacts as they were seen last. */
export const seenContacts = (
  db: Kysely<SnapshotTables>,
): BulkInsert<SnapshotTables['seen_contacts']> =>
  new BulkInsert((rows) =>
    db
      .insertInto('seen_contacts')
      .values(rows)
      .onConflict((c) =>
        c.column('contact_id').doUpdateSet((e) => ({
          patient_id: e.ref('excluded.patient_id'),
          hashes: e.ref('excluded.hashes'),
          holds: e.ref('excluded.holds'),
          name_parts: e.ref('excluded.name_parts'),
          up_to: e.ref('excluded.up_to'),
        })),
      ),
  );
