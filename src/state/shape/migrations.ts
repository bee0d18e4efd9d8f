import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { initial } from './steps/initial.ts';
import { census, changes, hours, warned } from './steps/of-the-page.ts';
import { visitLooks, visits, visitUpdates } from './steps/of-visits.ts';

/** Every step of the store's shape, oldest first. A step that was released never changes: add another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-initial': { up: initial },
  '0002-forgotten': { up: forgotten },
  '0003-tagged-contacts': { up: taggedContacts },
  '0004-service': { up: service },
  '0005-activity': { up: activity },
  '0006-lock-token': { up: lockToken },
  '0007-persons': { up: persons },
  '0008-guard': { up: guard },
  '0009-failures': { up: failures },
  '0010-odd-phones': { up: oddPhones },
  '0011-last-run': { up: lastRun },
  '0012-repairs': { up: repairs },
  '0013-users': { up: users },
  '0014-census': { up: census },
  '0015-hours': { up: hours },
  '0016-first-load': { up: firstLoad },
  '0017-outside': { up: outside },
  '0018-changes': { up: changes },
  '0019-warned': { up: warned },
  '0020-update-notes': { up: updateNotes },
  '0021-visits': { up: visits },
  '0022-visit-updates': { up: visitUpdates },
  '0023-visit-looks': { up: visitLooks },
};

async function forgotten({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('forgotten')
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .addColumn('since', 'integer', (c) => c.notNull())
    .addColumn('undone', 'integer', (c) => c.notNull())
    .execute();
}

async function taggedContacts({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('tagged_contacts')
    .addColumn('contact_id', 'integer', (c) => c.primaryKey())
    .addColumn('tagged_at', 'integer', (c) => c.notNull())
    .execute();
}

async function service({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('pauses')
    .addColumn('reason', 'text', (c) => c.primaryKey())
    .addColumn('since', 'integer', (c) => c.notNull())
    .addColumn('code', 'text')
    .addColumn('actor', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('wishes')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('allowed', 'integer')
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('asked_at', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('actions')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('subject', 'text')
    .execute();
  await schema
    .createTable('alerts')
    .addColumn('kind', 'text', (c) => c.primaryKey())
    .addColumn('since', 'integer', (c) => c.notNull())
    .addColumn('code', 'text')
    .addColumn('told', 'text', (c) => c.notNull())
    .execute();
}

async function activity({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('activity')
    .addColumn('at', 'integer', (c) => c.primaryKey())
    .addColumn('created', 'integer', (c) => c.notNull())
    .addColumn('updated', 'integer', (c) => c.notNull())
    .addColumn('rejected', 'integer', (c) => c.notNull())
    .addColumn('requests', 'integer', (c) => c.notNull())
    .addColumn('throttled', 'integer', (c) => c.notNull())
    .execute();
}

async function lockToken({ schema }: Kysely<never>): Promise<void> {
  await schema
    .alterTable('lock_holder')
    .addColumn('token', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
}

/** Whom links carry, what people have to decide of held patients or decided, and which contacts stay apart by it. */
async function persons({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('persons')
    .ifNotExists()
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .addColumn('person', 'text', (c) => c.notNull())
    .execute();
  await schema
    .createTable('holds')
    .ifNotExists()
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .addColumn('contact_id', 'integer')
    .addColumn('decision', 'text')
    .execute();
  await schema
    .createTable('separated')
    .ifNotExists()
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('contact_id', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('separated_pk', ['patient_id', 'contact_id'])
    .execute();
}

async function guard({ schema }: Kysely<never>): Promise<void> {
  for (const [table, time] of [
    ['guarded_changes', 'at'],
    ['waiting_changes', 'since'],
  ] as const) {
    await schema
      .createTable(table)
      .ifNotExists()
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('patient_id', 'integer', (c) => c.notNull())
      .addColumn(time, 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint(`${table}_pk`, ['kind', 'patient_id'])
      .execute();
  }
}

/** Equal failures in a row are one row, with how many they were and why in words. */
async function failures(db: Kysely<never>): Promise<void> {
  // The step may have been taken under another number.
  const tables = await db.introspection.getTables();
  const runs = tables.find(({ name }) => name === 'runs');
  if (runs?.columns.some(({ name }) => name === 'times') === true) return;
  const { schema } = db;
  await schema
    .alterTable('runs')
    .addColumn('times', 'integer', (c) => c.notNull().defaultTo(1))
    .execute();
  await schema.alterTable('runs').addColumn('reason', 'text').execute();
}

/** Phones of contacts that nobody finds by a search, as the last full read saw them. */
async function oddPhones({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('odd_phones')
    .ifNotExists()
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('contact_id', 'integer', (c) => c.notNull())
    .addColumn('run_id', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('odd_phones_pk', ['hash', 'contact_id'])
    .execute();
}

/** The last run that wrote a link, or read the patient on its own account. */
async function lastRun({ schema }: Kysely<never>): Promise<void> {
  await schema
    .alterTable('links')
    .addColumn('run_id', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}

/** What is put right again and again. */
async function repairs({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('repairs')
    .ifNotExists()
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('item', 'text', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('by', 'text', (c) => c.notNull())
    .execute();
}

/** Who may open the page; and who of them, or which login of the computer, has done what. */
async function users({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('users')
    .ifNotExists()
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('shown', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('clinics', 'text')
    .addColumn('password', 'text')
    .addColumn('since', 'integer', (c) => c.notNull())
    .execute();
  await schema.alterTable('actions').addColumn('who', 'text').execute();
}

/** A database whose patients were carried over before anybody was asked: that was the word. A plan alone claims none. */
async function firstLoad(db: Kysely<never>): Promise<void> {
  await sql`
    insert into ${sql.table('meta')} (name, value)
    select 'firstLoad' || substr(name, 17), '{"is":"asked-for","at":0}'
    from (
      select name, case name when 'databaseIdentity' then 1 else cast(substr(name, 18) as integer) end as source
      from ${sql.table('meta')}
      where name = 'databaseIdentity' or name like 'databaseIdentity:%'
    ) as known
    where exists (
      select 1 from ${sql.table('links')}
      where status <> 'orphan'
        and patient_id > (source - 1) * 4294967296 and patient_id < source * 4294967296
    )
    on conflict (name) do nothing`.execute(db);
}

/** Patients who are in none of the chosen branches. */
async function outside({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('outside')
    .ifNotExists()
    .addColumn('patient_id', 'integer', (c) => c.primaryKey())
    .execute();
}

/** Updates that are about to be sent. */
async function updateNotes({ schema }: Kysely<never>): Promise<void> {
  await schema
    .createTable('update_notes')
    .ifNotExists()
    .addColumn('request', 'text', (c) => c.notNull())
    .addColumn('patient_id', 'integer', (c) => c.notNull())
    .addColumn('contact_id', 'integer', (c) => c.notNull())
    .addColumn('sent', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('update_notes_pk', ['request', 'patient_id'])
    .execute();
}
