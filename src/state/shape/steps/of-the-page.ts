import { type Kysely, sql } from 'kysely';

// Steps of the store's shape for what the dashboard shows; see `migrations.ts`.

/** How many patients IDENT showed to the last audit of each source, and whom the other tables do not tell of. */
export async function census({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('census')
    .ifNotExists()
    .addColumn('source', 'integer', (c) => c.primaryKey())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('patients', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('census_gaps')
    .ifNotExists()
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .addColumn('gap', 'text', (c) => c.notNull())
    .execute();
}

/** How passes ended, hour by hour; what is kept of the runs tells of the last weeks. */
export async function hours(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('hours')
    .ifNotExists()
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('passes', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('hours_pk', ['at', 'code'])
    .execute();
  await sql`insert into ${sql.table('hours')} (at, code, passes)
    select ended_at - ended_at % 3600000,
      case when outcome in ('ok', 'rows-rejected') then '' else coalesce(error_code, 'INTERNAL') end,
      sum(times)
    from ${sql.table('runs')}
    where ended_at is not null and mode in ('incremental', 'deep')
      and outcome in ('ok', 'rows-rejected', 'failed', 'stopped')
    group by 1, 2 on conflict do nothing`.execute(db);
}

/** What runs wrote, for whom: ids and field keys. */
export async function changes({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('changes')
    .ifNotExists()
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('run_id', 'integer', (c) => c.notNull())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('contact_id', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('items', 'text', (c) => c.notNull())
    .execute();
  for (const column of ['run_id', 'patient_id'] as const) {
    await schema
      .createIndex(`changes_${column}`)
      .ifNotExists()
      .on('changes')
      .column(column)
      .execute();
  }
}

/** Whose values went over otherwise than IDENT has them, as the last audit saw it. */
export async function warned({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('warned')
    .ifNotExists()
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('warned_pk', ['patient_id', 'kind'])
    .execute();
}
