import { bySession } from './connections.ts';
import type { StateServer } from './server.ts';

/** What the server lets our user do, and how it keeps what it was given. */
export interface ServerFacts {
  /** `server_version_num`: 150004 is 15.4. */
  readonly version: number;
  /** CREATE on the database: for a schema that is not there yet. */
  readonly mayCreate: boolean;
  /** TEMPORARY on the database: a pass compares in temporary tables. */
  readonly mayUseTemporary: boolean;
  /** Of our schemas those that are there, and whether what is in them is ours to change. */
  readonly schemas: readonly { readonly name: string; readonly isOurs: boolean }[];
  /** A standby: it takes reads only. */
  readonly isStandby: boolean;
  /** Settings that are off although a commit would not outlive a crash without them. */
  readonly unsafe: readonly string[];
  /** How many standbys follow it. */
  readonly standbys: number;
  /** Whether a commit waits for one of them. */
  readonly waitsForStandby: boolean;
  /** Of this very connection. */
  readonly isEncrypted: boolean;
}

/** All of it in one statement, which any user may ask. */
const question = `
select current_setting('server_version_num')::integer as version,
  has_database_privilege(current_database(), 'CREATE') as "mayCreate",
  has_database_privilege(current_database(), 'TEMPORARY') as "mayUseTemporary",
  coalesce((select json_agg(json_build_object('name', n.nspname,
      'isOurs', pg_has_role(n.nspowner, 'USAGE') and not exists (
        select from pg_catalog.pg_class c
        where c.relnamespace = n.oid and c.relkind in ('r', 'p') and not pg_has_role(c.relowner, 'USAGE')))
      order by n.nspname)
    from pg_catalog.pg_namespace n where n.nspname = any ($1)), '[]'::json) as schemas,
  pg_is_in_recovery() as "isStandby",
  (select coalesce(json_agg(name order by name), '[]'::json) from pg_catalog.pg_settings
    where name in ('fsync', 'full_page_writes') and setting = 'off') as unsafe,
  (select count(*)::integer from pg_catalog.pg_stat_replication) as standbys,
  current_setting('synchronous_standby_names') <> '' as "waitsForStandby",
  coalesce((select ssl from pg_catalog.pg_stat_ssl where pid = pg_backend_pid()), false) as "isEncrypted"`;

/** Of all clinics of a server. */
const sharedSchema = 'ident_amocrm';

/** @throws StateError when the server cannot be asked */
export const readServerFacts = (server: StateServer): Promise<ServerFacts> =>
  bySession(server, async (client) => {
    const { rows } = await client.query<ServerFacts>(question, [[server.schema, sharedSchema]]);
    const [facts] = rows;
    if (facts === undefined) throw new Error('one row was asked for');
    return facts;
  });

/** What a state takes of the server's disk, with its indexes. */
export const bytesOnServer = (server: StateServer): Promise<number> =>
  bySession(server, async (client) => {
    const { rows } = await client.query<{ bytes: number }>(
      `select coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0) as bytes
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relkind = 'r'`,
      [server.schema],
    );
    return rows[0]?.bytes ?? 0;
  });
