import type { Kysely } from 'kysely';

/** The shape that the store began with. */
export async function initial(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('meta')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('links')
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .addColumn('contact_id', 'integer', (c) => c.notNull().unique())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('acknowledged', 'text', (c) => c.notNull())
    .addColumn('own_form', 'text', (c) => c.notNull())
    .addColumn('phones', 'text', (c) => c.notNull())
    .addColumn('emails', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('patient_phones')
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('patient_phones_pk', ['hash', 'patient_id'])
    .execute();
  await schema
    .createIndex('patient_phones_patient')
    .on('patient_phones')
    .column('patient_id')
    .execute();
  await schema
    .createTable('intents')
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .addColumn('run_id', 'integer', (c) => c.notNull())
    .addColumn('highest_contact_id', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('sent', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('late_updates')
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .addColumn('contact_id', 'integer', (c) => c.notNull())
    .addColumn('due_at', 'integer', (c) => c.notNull())
    .addColumn('sent', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('rejected')
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('subject', 'text')
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('first_at', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'integer', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('fields')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('field_id', 'integer', (c) => c.notNull())
    .addColumn('enums', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('runs')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('mode', 'text', (c) => c.notNull())
    .addColumn('started_at', 'integer', (c) => c.notNull())
    .addColumn('ended_at', 'integer')
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('error_code', 'text')
    .addColumn('counts', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('findings')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('run_id', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('patient_id', 'integer')
    .addColumn('contact_id', 'integer')
    .addColumn('subject', 'text')
    .execute();
  await schema.createIndex('findings_run').on('findings').column('run_id').execute();
  await schema
    .createTable('tokens')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('current', 'text', (c) => c.notNull())
    .addColumn('previous', 'text')
    .addColumn('saved_at', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('lock_holder')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('pid', 'integer', (c) => c.notNull())
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('command', 'text', (c) => c.notNull())
    .addColumn('since', 'integer', (c) => c.notNull())
    .execute();
}
