/** The first number of every advisory lock of ours; the second one is the clinic's, from the table of clinics. */
const first = 1_768_186_880;

/** What is locked. */
const kinds = ['open', 'pass', 'service', 'refresh', 'write', 'pace'] as const;
export type LockKind = (typeof kinds)[number];

export interface LockKey {
  readonly first: number;
  readonly second: number;
}

export const lockKey = (kind: LockKind, clinic: number): LockKey => ({
  first: first + kinds.indexOf(kind),
  second: clinic,
});

/** Whether the session that asks holds the lock. Numbers of ours alone are put into the text. */
export const isHeldHere = ({ first: one, second }: LockKey): string =>
  `exists (select 1 from pg_catalog.pg_locks where locktype = 'advisory' and granted
    and pid = pg_catalog.pg_backend_pid() and objsubid = 2
    and classid = ${one}::oid and objid = ${second}::oid
    and database = (select oid from pg_catalog.pg_database where datname = current_database()))`;
