import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { openState } from '../../../src/state/open-state.ts';
import type { StateServer } from '../../../src/state/postgres/server.ts';
import { withPassword } from '../../support/postgres/postgres-server.ts';
import { StateFolder } from '../folder.ts';
import { opened } from './opened.ts';

const noPassword = { password: 'not the password' };

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
      ['58030', 'STATE_SERVER_FILES'],
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
