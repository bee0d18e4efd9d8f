import { join } from 'node:path';
import { type PostgresPool, sql } from 'kysely';
import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { systemClock } from '../../../src/clock.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { openState, type State } from '../../../src/state/open-state.ts';
import { applicationName, connect } from '../../../src/state/postgres/connections.ts';
import { tablesIn } from '../../../src/state/postgres/dialect.ts';
import { lockKey } from '../../../src/state/postgres/locks/lock-keys.ts';
import { registered } from '../../../src/state/postgres/schema-on-server.ts';
import type { StateServer } from '../../../src/state/postgres/server.ts';
import { withPassword } from '../../support/postgres/postgres-server.ts';
import { TransactionPooler } from '../../support/postgres/transaction-pooler.ts';
import { StateFolder } from '../folder.ts';

/** The state of a folder, on a server that is reached in another way, or that is another one. */
async function opened(folder: StateFolder, over: Partial<StateServer>): Promise<State> {
  const server = await folder.onServer();
  if (server === null) throw new Error('the folder is one of a state on a server');
  const { file, keyFile } = folder;
  return await openState({ file, keyFile, server: { ...server, ...over } }, systemClock);
}

const noPassword = { password: 'not the password' };

describe('a state on a server', () => {
  test('ends the pass whose session was closed: nothing more is written, and the next pass goes on', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const state = await folder.open();
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    const write = (id: number) => state.transaction((tx) => tx.meta.set('accountId', id));
    await write(1);
    const schema = (await folder.onServer())?.schema;
    await folder.admin(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'ident-amocrm ${schema}'`);
    await expect(write(2)).rejects.toMatchObject({ code: 'STATE_LOCK_LOST', exit: 11 });
    await expect(state.provePassLock()).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' });
    const other = await folder.open();
    const next = await other.passLock.acquire({ command: 'service', wait: false });
    await expect(write(3)).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' });
    next.release();
    held.release();
    expect(await state.meta.get('accountId')).toBe(1);
    const again = await state.passLock.acquire({ command: 'sync', wait: true });
    await write(4);
    again.release();
    expect(await other.meta.get('accountId')).toBe(4);
  });

  test('asks its server for its own tables alone when it is brought to its shape, however many clinics are beside it', async () => {
    await using beside = new StateFolder('PostgreSQL');
    await beside.open();
    await using folder = new StateFolder('PostgreSQL');
    await folder.open();
    const server = await folder.onServer();
    if (server === null) throw new Error('the folder is one of a state on a server');
    const pool = new pg.Pool({ ...server, ssl: false });
    const listed: pg.QueryResult[] = [];
    const query = async (text: string, values: unknown[]) => {
      const result = await pool.query(text, values);
      listed.push(result);
      return result;
    };
    const tables = tablesIn(server.schema, {
      connect: async () => ({ query, release: () => undefined }),
      end: () => pool.end(),
    } as unknown as PostgresPool); // Kysely asks a pool for no more than these.
    const own = await tables.introspection.getTables();
    expect(own.map(({ name }) => name)).toContain('links');
    const rows = listed.flatMap((result) => result.rows as { readonly schema: string }[]);
    expect(new Set(rows.map(({ schema }) => schema))).toEqual(new Set([server.schema]));
    await tables.destroy();
  });

  test('whose turn to be made does not come is told so in words, and may be tried again', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const server = await folder.onServer();
    if (server === null) throw new Error('the folder is one of a state on a server');
    const { first, second } = lockKey('open', 0);
    const holder = await connect(server);
    await holder.query(`select pg_catalog.pg_advisory_lock(${first}, ${second})`);
    const waiting = registered(server);
    waiting.catch(() => undefined);
    // As a lock_timeout does after half a minute.
    await vi.waitUntil(async () => {
      const { rows } = await holder.query<{ is: boolean }>(
        `select pg_cancel_backend(pid) as is from pg_stat_activity
          where application_name = $1 and wait_event = 'advisory'`,
        [applicationName(server.schema)],
      );
      return rows.length > 0;
    });
    await holder.end();
    await expect(waiting).rejects.toMatchObject({ name: 'StateError', retryable: true });
    expect(await registered(server)).toBeGreaterThan(0);
  });

  test('loses no more than its transaction where the server ends a session between two statements of it', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const state = await folder.open();
    const schema = (await folder.onServer())?.schema;
    const cut = state.transaction(async (tx) => {
      await tx.meta.set('accountId', 1);
      await folder.admin(`select pg_terminate_backend(pid, 10000) from pg_stat_activity
        where application_name = 'ident-amocrm ${schema}' and state = 'idle in transaction'`);
      // A way there and back, by which this process has heard of it: an error that nobody listens to would end it.
      await folder.admin('select 1');
      await tx.meta.set('accountId', 2);
    });
    await expect(cut).rejects.toMatchObject({ code: 'STATE_SERVER_UNREACHABLE' });
    expect(await state.meta.get('accountId')).toBeUndefined();
  });

  test('is not written to by a pass whose lock is gone while its session lives', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const state = await folder.open();
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    const schema = (await folder.onServer())?.schema;
    await folder.admin(`create function ${schema}.let_go() returns trigger language plpgsql as
      $$ begin perform pg_catalog.pg_advisory_unlock_all(); return new; end $$;
      create trigger let_go before insert on ${schema}.meta execute function ${schema}.let_go()`);
    await state.transaction((tx) => tx.meta.set('accountId', 1));
    await folder.admin(`drop function ${schema}.let_go() cascade`);
    await expect(state.transaction((tx) => tx.meta.set('accountId', 2))).rejects.toMatchObject({
      code: 'STATE_LOCK_LOST',
    });
    await expect(state.provePassLock()).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' });
    held.release();
    expect(await state.meta.get('accountId')).toBe(1);
  });

  test('is not opened behind a pooler that shares one session among clients', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const server = await folder.onServer();
    await using pooler = await TransactionPooler.before(server?.port ?? 0);
    await expect(opened(folder, { port: pooler.port })).rejects.toMatchObject({
      code: 'STATE_SERVER_POOLER',
      exit: 2,
    });
  });

  test('shares its server with another clinic: each has its own rows, lock and key', async () => {
    await using one = new StateFolder('PostgreSQL');
    await using other = new StateFolder('PostgreSQL');
    const [first, second] = [await one.open(), await other.open()];
    await first.meta.set('accountId', 1);
    expect(await second.meta.get('accountId')).toBeUndefined();
    expect(first.key).not.toBe(second.key);
    const held = await first.passLock.acquire({ command: 'sync', wait: false });
    const beside = await second.passLock.acquire({ command: 'sync', wait: false });
    beside.release();
    held.release();
  });

  test('keeps ids beyond 32 bits, and dates in milliseconds, as they are', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const { links, runs } = await folder.open();
    const id = (9 * 2 ** 32 + 5) as PatientId;
    const link = {
      ...{ patientId: id, contactId: (2 ** 40) as ContactId, status: 'linked' as const },
      ...{ acknowledged: new Map(), ownForm: new Map(), phones: [], emails: [] },
    };
    await links.save(link);
    expect(await links.ofPatients([id])).toEqual(new Map([[id, { ...link, person: undefined }]]));
    await runs.start('deep', 1_763_800_000_123);
    expect(await runs.latest(1)).toMatchObject([{ startedAt: 1_763_800_000_123 }]);
  });
});

describe('a server', () => {
  test.for<readonly [string, Partial<StateServer>, string, string]>([
    ['that nobody answers for', { port: 1 }, 'STATE_SERVER_UNREACHABLE', 'ECONNREFUSED'],
    ['without such a database', { database: 'nothing' }, 'STATE_SERVER_DENIED', '3D000'],
    [
      'that asks for a password',
      { user: withPassword, ...noPassword },
      'STATE_SERVER_DENIED',
      '28P01',
    ],
    ['whose password nobody gave', { user: withPassword }, 'STATE_SERVER_DENIED', 'NO_PASSWORD'],
    ['that encrypts nothing', { tls: 'verify' }, 'STATE_SERVER_TLS', 'NO_TLS'],
    ['where the user has no rights', { user: 'stranger' }, 'STATE_SERVER_RIGHTS', 'GRANT CREATE'],
  ])('%s is told of by its code, and no password is', async ([, over, code, said]) => {
    await using folder = new StateFolder('PostgreSQL');
    await folder.admin(`do $$ begin
      if not exists (select 1 from pg_roles where rolname = 'stranger') then
        create role stranger login; create role ${withPassword} login password 'secret';
      end if; end $$`);
    const error: unknown = await opened(folder, over).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'StateError', code });
    const told = JSON.stringify(error, ['message', 'hint', 'code']);
    expect(told).toContain(said);
    expect(told).not.toContain(noPassword.password);
  });

  test('that is full says so, and what was written before is there', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const state = await folder.open();
    await state.meta.set('accountId', 1);
    const schema = (await folder.onServer())?.schema;
    await folder.admin(`create function ${schema}.full() returns trigger language plpgsql as
      $$ begin raise exception 'no space left' using errcode = '53100'; end $$;
      create trigger full_disk before insert or update on ${schema}.meta
        execute function ${schema}.full()`);
    await expect(state.meta.set('accountId', 2)).rejects.toMatchObject({
      code: 'STATE_SERVER_FULL',
      retryable: true,
    });
    expect(await state.meta.get('accountId')).toBe(1);
    await folder.admin(`drop function ${schema}.full() cascade`);
    await state.meta.set('accountId', 3);
  });

  test('that breaks off what we do is told of in words of its own, with its code', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const state = await folder.open();
    const schema = (await folder.onServer())?.schema;
    for (const [sqlstate, code] of [
      ['25P03', 'STATE_SERVER_TIMEOUT'],
      ['25P04', 'STATE_SERVER_TIMEOUT'],
      ['57P05', 'STATE_SERVER_TIMEOUT'],
      ['57014', 'STATE_SERVER_CANCELLED'],
      ['40001', 'STATE_SERVER_CONFLICT'],
      ['40P01', 'STATE_SERVER_CONFLICT'],
      ['55P03', 'STATE_SERVER_BUSY'],
      ['57P01', 'STATE_SERVER_UNREACHABLE'],
      ['XX001', 'STATE_SERVER_DAMAGED'],
      ['XX002', 'STATE_SERVER_DAMAGED'],
    ] as const) {
      await folder.admin(`create or replace function ${schema}.stop() returns trigger language plpgsql as
        $$ begin raise exception 'the words of a row' using errcode = '${sqlstate}'; end $$;
        create or replace trigger stop before insert or update on ${schema}.meta
          for each row execute function ${schema}.stop()`);
      await expect(state.meta.set('accountId', 2), sqlstate).rejects.toMatchObject({
        ...{ code, retryable: code !== 'STATE_SERVER_DAMAGED' },
        message: expect.stringMatching(new RegExp(`^(?!.*the words of a row).*${sqlstate}`, 's')),
      });
    }
    await folder.admin(`drop function ${schema}.stop() cascade`);
    await state.meta.set('accountId', 3);
  });

  test('whose user has time-outs and an isolation of its own is asked by ours', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const server = await folder.onServer();
    await (await folder.open()).meta.set('accountId', 1);
    const role = `hasty_${server?.schema}`;
    await folder.admin(`create role ${role} login superuser;
      alter role ${role} set statement_timeout = 1;
      alter role ${role} set idle_in_transaction_session_timeout = 1;
      alter role ${role} set idle_session_timeout = 1;
      alter role ${role} set default_transaction_isolation = 'serializable';
      alter role ${role} set search_path = ${server?.schema}`);
    await using state = await opened(folder, { user: role });
    const { rows } = await sql<{ now: string }>`select concat_ws(' ',
      current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'),
      current_setting('idle_session_timeout'), current_setting('transaction_isolation'),
      current_setting('search_path')) as now from pg_catalog.pg_sleep(0.01)`.execute(state.db);
    expect(rows).toEqual([{ now: '0 0 0 read committed ' }]);
    await folder.admin(`drop role ${role}`);
  });

  test('keeps what a pass compares for as long as the pass takes, however long nobody asks for it', async () => {
    await using folder = new StateFolder('PostgreSQL');
    await using scratch = (await folder.open()).scratch();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await sql`create temporary table seen (id integer)`.execute(scratch.db);
      vi.advanceTimersByTime(3_600_000);
      await sql`select id from seen`.execute(scratch.db);
    } finally {
      vi.useRealTimers();
    }
  });

  test('whose schema holds tables of something else is left as it is', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const server = await folder.onServer();
    const foreign = `${server?.schema}_of_others`;
    await folder.admin(`create schema ${foreign}; create table ${foreign}.patients (id integer)`);
    await expect(opened(folder, { schema: foreign })).rejects.toMatchObject({
      code: 'STATE_UNREADABLE',
    });
    const rows = await folder.admin(`select 1 from pg_tables where schemaname = '${foreign}'`);
    expect(rows).toHaveLength(1);
  });

  test('whose state has a key that is not at hand makes no other one', async () => {
    await using folder = new StateFolder('PostgreSQL');
    await folder.open();
    const keyFile = join(folder.path, 'elsewhere.key');
    const server = await folder.onServer();
    if (server === null) throw new Error('it lives on a server');
    const source = { file: folder.file, keyFile, server };
    await expect(openState(source, systemClock)).rejects.toMatchObject({
      code: 'STATE_KEY_MISSING',
    });
    await expect(
      openState({ ...source, key: 'the key of some other state' }, systemClock),
    ).rejects.toMatchObject({ code: 'STATE_KEY_WRONG' });
  });
});
