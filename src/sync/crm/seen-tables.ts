import { type Kysely, sql } from 'kysely';
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
