import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../../clock.ts';
import { closeCopy } from '../../backup/backup-copy.ts';
import { type Present, readPresent } from '../../backup/restore-present.ts';
import { markMoved, type Standing, standingBy, type WholeState } from '../../backup/whole-state.ts';
import type { StateKeySource } from '../../file/state-key.ts';
import type { Recognising } from '../../home.ts';
import type { LockHolder } from '../../processes/pass-lock.ts';
import { patience } from '../client/patience.ts';
import { bySession, poolOf } from '../connections.ts';
import { tablesIn } from '../dialect.ts';
import { LineageRow } from '../lineage/lineage-row.ts';
import { LineageWatch } from '../lineage/lineage-watch.ts';
import { SeenFile } from '../lineage/seen-file.ts';
import { AdvisoryLock } from '../locks/advisory-lock.ts';
import { lockKey } from '../locks/lock-keys.ts';
import { sessionsFor } from '../locks/ready-sessions.ts';
import { lookOnServer } from '../look-on-server.ts';
import { registered } from '../schema-on-server.ts';
import { addressOf, type StateServer, tableOf } from '../server.ts';
import { serverFailure } from '../server-failure.ts';
import { isDamage } from './copy-differs.ts';
import { copyFromServer } from './copy-from-server.ts';
import { HeldLocks } from './held-locks.ts';
import { prepareTables, putOnServer } from './put-on-server.ts';

export async function wholeOnServer(
  source: StateKeySource,
  server: StateServer,
  clock: Clock,
): Promise<WholeState> {
  const isThere = async () => (await lookOnServer(server)) !== 'absent';
  const held = new HeldLocks(server);
  let known: number | null = null;
  const clinic = async () => {
    known ??= await registered(server);
    return known;
  };
  const copyTo = async (file: string) => {
    await copyFromServer(server, file);
    closeCopy(file);
  };
  const standing = async (): Promise<Standing | null> => {
    if (!(await isThere())) return null;
    return await bySession(server, async (client) => {
      const { rows } = await client.query<{ name: string; value: string }>(
        `select name, value from ${tableOf(server, 'meta')} where name in ('keyCheck', 'accountId', 'moved')`,
      );
      return standingBy((name) => {
        const row = rows.find((one) => one.name === name);
        return row === undefined ? undefined : JSON.parse(row.value);
      });
    });
  };
  return {
    name: addressOf(server),
    isThere,
    copyTo,
    // Tables without a key are those of a state that nobody has begun.
    present: async () => {
      try {
        return (await standing()) === null ? { kind: 'absent' } : await presentOf(source, copyTo);
      } catch (error) {
        if (isDamage(error)) return { kind: 'damaged' };
        throw error;
      }
    },
    lock: async (kind) => {
      // What is put in the place of a state goes through the session that holds its lock.
      const lock = new AdvisoryLock(server, lockKey(kind, await clinic()), clock, {
        sessions: sessionsFor(patience.wholeMs),
      });
      held.add(kind, lock);
      return lock;
    },
    holder: async (kind) => ((await isThere()) ? await holderOn(server, kind) : null),
    put: async (file, { kind }) => {
      await prepareTables(server);
      await held.transaction(await clinic(), (client) =>
        putOnServer(client, server, { file, isDamaged: kind === 'damaged' }),
      );
    },
    standing,
    setMoved: async (moved, doubt) =>
      held.transaction(await clinic(), async (_, tx) => {
        await tx.updateTable('lock_holder').set({ token: '' }).execute();
        await markMoved(tx, moved, doubt);
      }),
    recognise: (how) => recognise(source, server, { ...how, clock }),
    proveHeld: () => held.prove(),
    close: () => held.close(),
  };
}

/** As whoever takes the pass lock of an open state. */
async function recognise(
  { file }: StateKeySource,
  server: StateServer,
  { clock, ...how }: Recognising & { readonly clock: Clock },
): Promise<void> {
  await prepareTables(server);
  const db = tablesIn(server.schema, poolOf(server, { most: 1 }));
  try {
    await new LineageWatch(new LineageRow(db, server), new SeenFile(file), clock).recognise(how);
  } catch (error) {
    throw serverFailure(error, server);
  } finally {
    await db.destroy();
  }
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
  bySession(server, async (client) => {
    const table = tableOf(server, 'lock_holder');
    const { rows } = await client.query<LockHolder>(
      `select pid, host, command, since from ${table} where name = $1`,
      [lock],
    );
    return rows[0] ?? null;
  });
