import type { PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { FleetError, fleetErrors } from '../errors.ts';

/** Beside the table of the clinics' numbers, of which each of these rows is one. */
export const fleetSchema = 'ident_amocrm';

/** One is added for each change of the tables, and none is changed: a fleet may stand at any of them. */
const steps: readonly string[] = [
  `create table ${fleetSchema}.fleet_clinics (
      number integer primary key references ${fleetSchema}.clinics (number),
      name text not null,
      folded text not null unique,
      digest text not null,
      version integer not null default 1,
      ready boolean not null default false,
      added_at timestamptz not null default pg_catalog.clock_timestamp());
    create table ${fleetSchema}.fleet_claims (
      kind text not null,
      value text not null,
      part text not null,
      number integer not null references ${fleetSchema}.fleet_clinics (number) on delete cascade,
      primary key (kind, value, part));
    create index fleet_claims_of on ${fleetSchema}.fleet_claims (number);
    create table ${fleetSchema}.fleet_due (
      number integer primary key references ${fleetSchema}.fleet_clinics (number) on delete cascade,
      due_at timestamptz not null,
      class text not null check (class in ('quick', 'long', 'troubled')),
      failures integer not null default 0,
      history jsonb,
      job uuid,
      machine text,
      begun_at timestamptz,
      ended_at timestamptz,
      outcome text);
    create index fleet_due_at on ${fleetSchema}.fleet_due (due_at);
    create table ${fleetSchema}.fleet_machines (
      machine text primary key,
      host text not null,
      pid integer not null,
      version text not null,
      places integer not null,
      running integer not null default 0,
      lost integer not null default 0,
      started_at timestamptz not null default pg_catalog.clock_timestamp(),
      seen_at timestamptz not null default pg_catalog.clock_timestamp());
    create table ${fleetSchema}.fleet_shown (
      machine text not null references ${fleetSchema}.fleet_machines (machine) on delete cascade,
      number integer not null references ${fleetSchema}.fleet_clinics (number) on delete cascade,
      digest text,
      fault text,
      primary key (machine, number));`,
  `alter table ${fleetSchema}.fleet_due add column asks text;`,
  `create table ${fleetSchema}.fleet_watch (
      number integer primary key references ${fleetSchema}.fleet_clinics (number) on delete cascade,
      watcher text,
      facts jsonb,
      hours jsonb,
      facts_at timestamptz,
      blind text,
      blind_since timestamptz,
      evenings jsonb not null default '{}');
    create table ${fleetSchema}.fleet_alerts (
      number integer not null references ${fleetSchema}.fleet_clinics (number) on delete cascade,
      kind text not null,
      since double precision not null,
      code text,
      told jsonb not null,
      primary key (number, kind));`,
  // The page of all clinics: who may open it, who is signed in, who guesses, what was done; on whichever machine.
  `alter table ${fleetSchema}.fleet_due add column asked_at timestamptz;
    alter table ${fleetSchema}.fleet_due add column running jsonb;
    create table ${fleetSchema}.fleet_users (
      name text primary key,
      shown text not null,
      role text not null,
      clinics jsonb,
      password text,
      since double precision not null);
    create table ${fleetSchema}.fleet_sessions (
      id text primary key,
      account text not null,
      credential text not null,
      by_header boolean not null,
      begun_at timestamptz not null default pg_catalog.clock_timestamp(),
      used_at timestamptz not null default pg_catalog.clock_timestamp());
    create table ${fleetSchema}.fleet_failures (
      kind text not null,
      who text not null,
      failures integer not null,
      last_at timestamptz not null,
      primary key (kind, who));
    create table ${fleetSchema}.fleet_actions (
      id bigint generated always as identity primary key,
      at double precision not null,
      actor text not null,
      who text,
      action text not null,
      subject text);
    create table ${fleetSchema}.fleet_site (
      single boolean primary key default true check (single),
      key text not null);
    insert into ${fleetSchema}.fleet_site (key) values (pg_catalog.replace(
      pg_catalog.gen_random_uuid()::text || pg_catalog.gen_random_uuid()::text, '-', ''));`,
  `alter table ${fleetSchema}.fleet_machines
      add column stopped boolean not null default false,
      add column missed integer not null default 0;
    create table ${fleetSchema}.fleet_stop (
      one integer primary key check (one = 1),
      until timestamptz not null);`,
  `alter table ${fleetSchema}.fleet_watch
      add column watched_since timestamptz not null default pg_catalog.clock_timestamp();`,
  `create table ${fleetSchema}.fleet_page_jobs (
      number integer not null references ${fleetSchema}.fleet_clinics (number) on delete cascade,
      kind text not null,
      answer jsonb not null,
      at timestamptz not null,
      primary key (number, kind));`,
];

/**
 * How many of the steps a build has to know to work with tables that have all of them. A step only adds, so that machines of
 * the build before work on beside the new ones; what they do without is taken away one version later, and raises this.
 */
const oldest = 2;

const table = `${fleetSchema}.fleet_steps`;

/** Which shape the fleet's tables have: a build works with all that it knows of, and with newer ones that allow it. */
export interface FleetShape {
  /** Steps that were taken. */
  readonly taken: number;
  /** So many a build has to know. */
  readonly oldest: number;
}

/** Both of them in one row: `taken` and `oldest`. Steps of a time when nobody told have to be known. */
export const shapeColumns = `(select coalesce(max(step), 0) from ${table}) as taken,
  (select coalesce(max(coalesce(oldest, step)), 0) from ${table}) as oldest`;

export async function fleetShape(client: Pick<PostgresPoolClient, 'query'>): Promise<FleetShape> {
  const there = await client.query<{ is: boolean }>(
    `select exists (select 1 from pg_catalog.pg_attribute where attname = 'oldest'
      and attrelid = pg_catalog.to_regclass('${table}')) as is`,
    [],
  );
  if (there.rows[0]?.is !== true) return { taken: 0, oldest: 0 };
  const { rows } = await client.query<FleetShape>(`select ${shapeColumns}`, []);
  return rows[0] ?? { taken: 0, oldest: 0 };
}

/** For whoever is alone at it, in a transaction. @returns how many were missing. @throws FleetError FLEET_NEWER */
export async function takeFleetSteps(client: pg.Client): Promise<number> {
  await client.query(
    `create table if not exists ${table} (
      step integer primary key,
      taken_at timestamptz not null default pg_catalog.clock_timestamp());
    alter table ${table} add column if not exists oldest integer;`,
  );
  // Kysely's type of the same object asks for more than is used.
  const shape = await fleetShape(client as unknown as PostgresPoolClient);
  if (shape.oldest > steps.length) throw new FleetError(fleetErrors.newer);
  const missing = steps.slice(shape.taken);
  for (const [index, step] of missing.entries()) {
    await client.query(step);
    await client.query(`insert into ${table} (step, oldest) values ($1, $2)`, [
      shape.taken + index + 1,
      Math.min(oldest, shape.taken + index + 1),
    ]);
  }
  return missing.length;
}

/** @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER */
export function refuseShape(shape: FleetShape): void {
  if (shape.taken < steps.length) throw new FleetError(fleetErrors.notMigrated);
  if (shape.oldest > steps.length) throw new FleetError(fleetErrors.newer);
}
