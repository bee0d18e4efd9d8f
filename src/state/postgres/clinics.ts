import type pg from 'pg';
import { isTableThere } from './look-on-server.ts';
import type { StateServer } from './server.ts';

/** Of the server's database, for all clinics: each schema has a number, which its locks are known by. */
const registry = 'ident_amocrm.clinics';

/** For whoever is alone at it. */
export const registryTable = `
  create schema if not exists ident_amocrm;
  create table if not exists ${registry} (
    number integer generated always as identity primary key,
    schema text not null unique,
    since timestamptz not null default pg_catalog.clock_timestamp())`;

/** The clinic's number; a new one gets the next. Never a hash of its name: two clinics would share a lock by chance. */
export async function clinicNumber(client: pg.Client, { schema }: StateServer): Promise<number> {
  const known = await numberOf(client, schema);
  if (known !== null) return known;
  await client.query(registryTable);
  await client.query(`insert into ${registry} (schema) values ($1) on conflict do nothing`, [
    schema,
  ]);
  const made = await numberOf(client, schema);
  if (made === null) throw new Error('a clinic that was just written down is there');
  return made;
}

async function numberOf(client: pg.Client, schema: string): Promise<number | null> {
  if (!(await isTableThere(client, registry))) return null;
  const { rows } = await client.query<{ number: number }>(
    `select number from ${registry} where schema = $1`,
    [schema],
  );
  return rows[0]?.number ?? null;
}
