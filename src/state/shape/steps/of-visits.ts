import type { Kysely } from 'kysely';

// Steps of the store's shape for visits that are deals; see `migrations.ts`.

export async function visits({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('visit_members')
    .ifNotExists()
    .addColumn('reception', 'integer', (c) => c.primaryKey())
    .addColumn('visit', 'integer', (c) => c.notNull())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('visit_deals')
    .ifNotExists()
    .addColumn('visit', 'integer', (c) => c.primaryKey())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('lead_id', 'integer', (c) => c.notNull().unique())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('acknowledged', 'text', (c) => c.notNull())
    .addColumn('pipeline_id', 'integer')
    .addColumn('status_id', 'integer')
    .addColumn('stage', 'text')
    .addColumn('touched', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('visit_intents')
    .ifNotExists()
    .addColumn('visit', 'integer', (c) => c.primaryKey())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('contact_id', 'integer', (c) => c.notNull())
    .addColumn('run_id', 'integer', (c) => c.notNull())
    .addColumn('highest_lead_id', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('lead_id', 'integer')
    .addColumn('pipeline_id', 'integer', (c) => c.notNull())
    .addColumn('status_id', 'integer', (c) => c.notNull())
    .addColumn('stage', 'text', (c) => c.notNull())
    .addColumn('sent', 'text', (c) => c.notNull())
    .execute();
}

/** Updates of deals that are about to be sent. */
export async function visitUpdates({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('visit_updates')
    .ifNotExists()
    .addColumn('visit', 'integer', (c) => c.primaryKey())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('pipeline_id', 'integer')
    .addColumn('status_id', 'integer')
    .addColumn('stage', 'text')
    .addColumn('sent', 'text', (c) => c.notNull())
    .execute();
}

/** Visits to be looked at again, those that amoCRM rejected, and what each deal was last brought to. */
export async function visitLooks({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('visit_looks')
    .ifNotExists()
    .addColumn('visit', 'integer', (c) => c.primaryKey())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('for', 'text', (c) => c.notNull())
    .addColumn('since', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('visit_rejected')
    .ifNotExists()
    .addColumn('visit', 'integer', (c) => c.primaryKey())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('subject', 'text')
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('first_at', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'integer', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .alterTable('visit_deals')
    .addColumn('fingerprint', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
}
