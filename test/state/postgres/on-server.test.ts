import type { PostgresPool } from 'kysely';
import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { applicationName, connect } from '../../../src/state/postgres/connections.ts';
import { tablesIn } from '../../../src/state/postgres/dialect.ts';
import { lockKey } from '../../../src/state/postgres/locks/lock-keys.ts';
import { registered } from '../../../src/state/postgres/schema-on-server.ts';
import { TransactionPooler } from '../../support/postgres/transaction-pooler.ts';
import { StateFolder } from '../folder.ts';
import { opened } from './opened.ts';

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
