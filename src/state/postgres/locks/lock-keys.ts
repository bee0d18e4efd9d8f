/** The first number of every advisory lock of ours; the second one is the clinic's, from the table of clinics. */
const first = 1_768_186_880;

/** What is locked. */
const kinds = ['open', 'pass', 'service', 'refresh', 'write', 'pace', 'desk', 'migrate'] as const;
export type LockKind = (typeof kinds)[number];

export interface LockKey {
  readonly first: number;
  readonly second: number;
}

export const lockKey = (kind: LockKind, clinic: number): LockKey => ({
  first: first + kinds.indexOf(kind),
  second: clinic,
});

/** Waits for the lock, which goes with the transaction. */
export const lockOfTransaction = ({ first: one, second }: LockKey): string =>
  `pg_catalog.pg_advisory_xact_lock(${one}, ${second})`;

/** Locks that are held, and by whom. */
const held = ({ first: one, second }: LockKey): string =>
  `locktype = 'advisory' and granted and objsubid = 2
    and classid = ${one}::oid and objid = ${second}::oid
    and database = (select oid from pg_catalog.pg_database where datname = current_database())`;

/**
 * Ends the session that holds the lock if it has not stirred for `$1` ms: one of our own kind, whose client neither asks
 * anything nor waits for an answer. In one statement, so that no other session can have its number by then.
 */
export const endSilentHolder = (key: LockKey): string =>
  `select pg_catalog.pg_terminate_backend(a.pid) as ended
    from pg_catalog.pg_stat_activity a
    where a.pid in (select pid from pg_catalog.pg_locks where ${held(key)})
      and a.usename = current_user
      and a.application_name = pg_catalog.current_setting('application_name')
      and (a.state <> 'active' or a.wait_event_type = 'Client')
      and greatest(a.state_change, a.query_start)
        < pg_catalog.clock_timestamp() - $1 * interval '1 millisecond'`;

/** Whether the session that asks holds the lock. Numbers of ours alone are put into the text. */
export const isHeldHere = (key: LockKey): string =>
  `exists (select 1 from pg_catalog.pg_locks
    where pid = pg_catalog.pg_backend_pid() and ${held(key)})`;
