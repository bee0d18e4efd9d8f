import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type pg from 'pg';
import type { Clock } from '../../../clock.ts';
import { closeCopy } from '../../backup/backup-copy.ts';
import { type Present, readPresent } from '../../backup/restore-present.ts';
import type { Standing, WholeState } from '../../backup/whole-state.ts';
import type { StateKeySource } from '../../file/state-key.ts';
import { movedSchema } from '../../move/moved.ts';
import type { LockHolder } from '../../processes/pass-lock.ts';
import { connect } from '../connections.ts';
import { AdvisoryLock } from '../locks/advisory-lock.ts';
import { lockKey } from '../locks/lock-keys.ts';
import { lookOnServer } from '../look-on-server.ts';
import { registered } from '../schema-on-server.ts';
import { addressOf, type StateServer } from '../server.ts';
import { serverFailure } from '../server-failure.ts';
import { copyFromServer } from './copy-from-server.ts';
import { putOnServer } from './put-on-server.ts';
import { ServerTables } from './server-tables.ts';

export async function wholeOnServer(
  source: StateKeySource,
  server: StateServer,
  clock: Clock,
): Promise<WholeState> {
  const isThere = async () => (await lookOnServer(server)) !== 'absent';
  const locks: AdvisoryLock[] = [];
  let clinic: number | null = null;
  const copyTo = async (file: string) => {
    await copyFromServer(server, file);
    closeCopy(file);
  };
  const asked = <T>(work: (client: pg.Client, meta: string) => Promise<T>) =>
    ask(server, (client) => work(client, new ServerTables(client, server).nameOf('meta')));
  const standing = async (): Promise<Standing | null> => {
    if (!(await isThere())) return null;
    return await asked(async (client, meta) => {
      const { rows } = await client.query<{ name: string; value: string }>(
        `select name, value from ${meta} where name in ('keyCheck', 'moved')`,
      );
      const fact = (name: string): unknown => {
        const row = rows.find((one) => one.name === name);
        return row === undefined ? undefined : JSON.parse(row.value);
      };
      const check = fact('keyCheck');
      if (typeof check !== 'string') return null;
      return { keyCheck: check, moved: movedSchema.safeParse(fact('moved')).data ?? null };
    });
  };
  return {
    name: addressOf(server),
    isThere,
    copyTo,
    // Tables without a key are those of a state that nobody has begun.
    present: async () =>
      (await standing()) === null ? { kind: 'absent' } : await presentOf(source, copyTo),
    lock: async (kind) => {
      clinic ??= await registered(server);
      const lock = new AdvisoryLock(server, lockKey(kind, clinic), clock);
      locks.push(lock);
      return lock;
    },
    holder: async (kind) => ((await isThere()) ? await holderOn(server, kind) : null),
    put: (file) => putOnServer(server, file),
    standing,
    setMoved: (moved) =>
      asked(async (client, meta) => {
        if (moved === null) await client.query(`delete from ${meta} where name = 'moved'`);
        else {
          await client.query(
            `insert into ${meta} (name, value) values ('moved', $1)
              on conflict (name) do update set value = excluded.value`,
            [JSON.stringify(moved)],
          );
        }
      }),
    close: async () => {
      for (const lock of locks) await lock.close();
    },
  };
}

/** By a copy: what a restore keeps of it is read as it is read of a file. */
async function presentOf(
  source: StateKeySource,
  copyTo: (file: string) => Promise<void>,
): Promise<Present> {
  const file = `${source.file}.present-${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  try {
    await copyTo(file);
    return readPresent({ ...source, file });
  } finally {
    rmSync(file, { force: true });
  }
}

const holderOn = (server: StateServer, lock: string): Promise<LockHolder | null> =>
  ask(server, async (client) => {
    const table = new ServerTables(client, server).nameOf('lock_holder');
    const { rows } = await client.query<LockHolder>(
      `select pid, host, command, since from ${table} where name = $1`,
      [lock],
    );
    return rows[0] ?? null;
  });

async function ask<T>(server: StateServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(server);
  try {
    return await work(client);
  } catch (error) {
    throw serverFailure(error, server);
  } finally {
    await client.end().catch(() => undefined);
  }
}
