import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fact, tablesOf } from '../backup/backup-verify.ts';
import { diskFailure } from '../file/disk.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { nextKeyFile, type StateKeySource } from '../file/state-key.ts';
import { migrations } from '../shape/migrations.ts';
import { checkKeyAndTokens } from './check-state-key.ts';
import { checkRows } from './check-state-rows.ts';
import type { Report, StateFinding, StateFlaw } from './state-flaw.ts';

export interface StateCheck {
  readonly file: string;
  readonly ok: boolean;
  readonly bytes: number;
  readonly walBytes: number;
  readonly links: number | null;
  readonly forgotten: number | null;
  readonly findings: readonly StateFinding[];
}

const largeWal = 64 * 1_048_576;

/**
 * Looks at everything that must hold of a state in a file, and changes nothing: it may run beside a pass.
 *
 * @throws StateError STATE_ABSENT; STATE_DISK_FULL, STATE_NOT_WRITABLE where SQLite finds no room even to read
 */
export function checkState(source: StateKeySource): StateCheck {
  const { file } = source;
  if (!existsSync(file)) throw new StateError(stateErrors.absent({ state: file }));
  const findings: StateFinding[] = [];
  const report: Report = (finding) => findings.push(finding);
  const counts = readInto(source, report);
  const walBytes = sizeOf(`${file}-wal`);
  if (walBytes > largeWal) {
    report({ flaw: 'wal-large', severity: 'note', count: 1, subject: `${file}-wal` });
  }
  for (const leftover of [`${file}.restoring`, nextKeyFile(source.keyFile)]) {
    if (!existsSync(leftover)) continue;
    report({ flaw: 'restore-unfinished', severity: 'note', count: 1, subject: leftover });
  }
  return {
    file,
    ok: findings.every(({ severity }) => severity === 'note'),
    bytes: sizeOf(file),
    walBytes,
    ...counts,
    findings,
  };
}

type Counts = Pick<StateCheck, 'links' | 'forgotten'>;

function readInto(source: StateKeySource, report: Report): Counts {
  const none: Counts = { links: null, forgotten: null };
  const problem = (flaw: StateFlaw, count = 1) => report({ flaw, severity: 'problem', count });
  using database = openToRead(source.file);
  if (database === null) {
    problem('unreadable');
    return none;
  }
  try {
    const tables = tablesOf(database);
    const wrong = integrity(database);
    if (wrong > 0) problem('damaged', wrong);
    if (!tables.includes('kysely_migration') || !tables.includes('meta')) {
      problem('not-a-state');
      return none;
    }
    const steps = checkSteps(database, report);
    checkKeyAndTokens(source, database, fact(database, 'keyCheck'), report);
    if (steps !== 'whole') return none;
    checkRows(database, report);
    const count = (query: string) => Number(database.prepare(query).get()?.['n']);
    return {
      links: count('select count(*) as n from links'),
      forgotten: count('select count(*) as n from forgotten where undone = 0'),
    };
  } catch (error) {
    refuseForDisk(error, source.file);
    // Whatever a damaged file makes of a statement; its words may quote the file.
    problem('unreadable');
    return none;
  }
}

function openToRead(file: string): DatabaseSync | null {
  try {
    return new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
  } catch (error) {
    refuseForDisk(error, file);
    return null;
  }
}

/** To read a write-ahead log SQLite makes a file beside it: a disk that has no room for it tells nothing of the state. */
function refuseForDisk(error: unknown, file: string): void {
  const refused = diskFailure(error, file);
  if (refused !== null && refused.code !== 'STATE_DISK_FAILED') throw refused;
}

/** How many things SQLite itself finds wrong; at most 100. */
function integrity(database: DatabaseSync): number {
  const rows = database.prepare('pragma integrity_check(100)').all();
  return rows.filter((row) => row['integrity_check'] !== 'ok').length;
}

/** Only in this version's own shape do we know what must hold of the rows. */
function checkSteps(database: DatabaseSync, report: Report): 'whole' | 'other' {
  const rows = database.prepare('select name from kysely_migration').all();
  const taken = new Set(rows.map(({ name }) => String(name)));
  const known = Object.keys(migrations);
  const newer = [...taken].filter((name) => !known.includes(name)).length;
  const missing = known.filter((name) => !taken.has(name)).length;
  if (newer > 0) report({ flaw: 'newer', severity: 'problem', count: newer });
  if (missing > 0) report({ flaw: 'steps-missing', severity: 'note', count: missing });
  if (newer + missing > 0) return 'other';
  const tables = new Set(tablesOf(database));
  const gone = ['links', 'patient_phones', 'intents', 'late_updates', 'rejected', 'forgotten']
    .concat(['fields', 'runs', 'findings', 'tokens'])
    .filter((table) => !tables.has(table)).length;
  if (gone > 0) report({ flaw: 'tables-missing', severity: 'problem', count: gone });
  return gone > 0 ? 'other' : 'whole';
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
