import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import type { SyncOptions } from '../../src/sync/pass/pass-context.ts';
import { homeOfRun } from './state/state-place.ts';

export interface WorldOptions {
  readonly patients?: number;
  readonly seed?: number;
  readonly sync?: Partial<SyncOptions>;
  readonly sandbox?: SandboxOptions;
  /** Makes the fields at once; default true. */
  readonly fields?: boolean;
  /** Patients a page of IDENT; the reader's own size unless given. */
  readonly identPage?: number;
  /** Wall clock at the beginning, milliseconds. */
  readonly start?: number;
  /** A folder with a state, an account and a database that an older version left (`state.sql`, `crm.sql`, `ident.sql`, `key.txt`). */
  readonly kept?: string;
}

/**
 * Whether the account, the state and the time are those that other worlds begin with, too. Such worlds are copies of one:
 * they have one key and one account's ids, and nobody sees what is logged while their fields are made.
 */
export const beginsAsOthers = ({ fields, sandbox, start, sync }: WorldOptions): boolean =>
  fields !== false &&
  [sandbox, start, sync?.excluded, sync?.extra].every((own) => own === undefined) &&
  homeOfRun() === 'SQLite';

/** Lays out what an older version left. */
export function unpack(kept: string, folder: string): void {
  for (const name of ['state', 'crm', 'ident']) {
    const database = new DatabaseSync(join(folder, `${name}.db`));
    // A database is known by its path.
    database.exec(readFileSync(join(kept, `${name}.sql`), 'utf8').replace('the folder', folder));
    database.close();
  }
  copyFileSync(join(kept, 'key.txt'), join(folder, 'state.key'));
  chmodSync(join(folder, 'state.key'), 0o600);
}
