import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Clock } from '../../clock.ts';
import { syncFolderOf } from '../backup/backup-copy.ts';
import { type WholeState, wholeStateOf } from '../backup/whole-state.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import {
  keyCheckOf,
  knownKeys,
  readKey,
  type StateKeySource,
  writeDurably,
} from '../file/state-key.ts';
import { describeHolder } from '../processes/pass-lock.ts';
import type { Held } from '../processes/process-lock.ts';
import { countsOf, prepareArrival, type TableCounts } from './arrival.ts';
import { moveErrors } from './move-errors.ts';
import { type Moved, refuseMoved } from './moved.ts';

export interface MoveReport {
  /** For people. */
  readonly from: string;
  readonly to: string;
  /** Where the key is at the new place; null: `STATE_KEY` gives it. */
  readonly keyFile: string | null;
  readonly rows: TableCounts;
}

/**
 * Moves a state to another place. At each moment at most one of both may be used: the new one is marked as arriving until
 * it was compared, table by table, with the old one, which by then is marked as having left. Broken off, the old one is
 * as it was, or running it again finishes it.
 *
 * @throws StateError STATE_ABSENT, STATE_LOCKED for a state in use, STATE_PLACE_TAKEN, STATE_PLACE_SAME,
 *   STATE_PLACE_KEY, STATE_MOVED, STATE_ARRIVING, STATE_MOVE_DIFFERS
 */
export async function moveState(
  source: StateKeySource,
  target: StateKeySource,
  clock: Clock,
): Promise<MoveReport> {
  const from = await wholeStateOf(source, clock);
  const to = await wholeStateOf(target, clock);
  mkdirSync(dirname(target.file), { recursive: true });
  const held: Held[] = [];
  try {
    if (isSame(source, target)) throw new StateError(moveErrors.same({ place: to.name }));
    if (!(await from.isThere())) throw new StateError(stateErrors.absent({ state: from.name }));
    for (const state of [from, to]) held.push(...(await lockOut(state)));
    const rows = await moved(from, to, { source, target, clock });
    return {
      ...{ from: from.name, to: to.name, rows },
      keyFile: target.key === undefined ? target.keyFile : null,
    };
  } finally {
    for (const one of held) one.release();
    await from.close();
    await to.close();
  }
}

interface Move {
  readonly source: StateKeySource;
  readonly target: StateKeySource;
  readonly clock: Clock;
}

async function moved(from: WholeState, to: WholeState, move: Move): Promise<TableCounts> {
  const [here, there] = [await from.standing(), await to.standing()];
  const isUnderWay =
    here?.moved?.is === 'left' &&
    there?.moved?.is === 'arriving' &&
    there.moved.move === here.moved.move;
  if (!isUnderWay) {
    refuseMoved(here?.moved, from.name);
    const returns = there?.moved?.is === 'left' && there.keyCheck === here?.keyCheck;
    if (there !== null && there.moved?.is !== 'arriving' && !returns) {
      throw new StateError(moveErrors.taken({ place: to.name }));
    }
    layKey(to, move, here?.keyCheck);
    await fill(from, to, move);
  }
  // A command that asks for no lock may have written what was not carried over.
  const { counts, other } = await compared(from, to, move);
  if (other !== null) {
    await from.setMoved(null);
    throw new StateError(moveErrors.changed({ state: from.name, place: to.name, table: other }));
  }
  await to.setMoved(null);
  return counts;
}

async function fill(from: WholeState, to: WholeState, { target, clock }: Move): Promise<void> {
  const mark = (is: Moved['is'], place: string) => ({ is, move: id, place, at: clock.now() });
  const id = randomUUID();
  const file = `${target.file}.moving`;
  await withFile(file, async () => {
    await from.copyTo(file);
    await prepareArrival(file, mark('arriving', from.name));
    await to.put(file, await to.present());
  });
  await from.setMoved(mark('left', to.name));
}

/** Both as they are now, in this version's shape and without what is about the move itself. */
async function compared(
  from: WholeState,
  to: WholeState,
  { target }: Move,
): Promise<{ readonly counts: TableCounts; readonly other: string | null }> {
  const sums = async (state: WholeState) => {
    const file = `${target.file}.compared`;
    return await withFile(file, async () => {
      await state.copyTo(file);
      return await countsOf(file);
    });
  };
  const [left, arrived] = [await sums(from), await sums(to)];
  const other = [...left].find(([table, sum]) => arrived.get(table)?.equals(sum) !== true);
  const counts = Object.fromEntries([...arrived].map(([table, { rows }]) => [table, rows]));
  return { counts, other: other?.[0] ?? null };
}

async function withFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  rmSync(file, { force: true });
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The key lies there before anything that it keys. */
function layKey(to: WholeState, { source, target }: Move, check: string | undefined): void {
  const keys = knownKeys(source);
  const fitting = keys.find(({ key }) => keyCheckOf(key) === check);
  if (fitting === undefined) {
    const [first] = keys;
    const { file: state, keyFile } = source;
    throw first === undefined
      ? new StateError(stateErrors.keyMissing({ state, keyFile }))
      : new StateError(stateErrors.keyWrong({ state, source: first.from }));
  }
  if (target.key !== undefined) return;
  const { keyFile } = target;
  const lies = readKey(keyFile);
  if (lies === fitting.key) return;
  if (lies !== '') throw new StateError(moveErrors.otherKey({ place: to.name, keyFile }));
  mkdirSync(dirname(keyFile), { recursive: true });
  // An empty file is what a power cut left of a first start.
  if (existsSync(keyFile)) rmSync(keyFile);
  writeDurably(keyFile, fitting.key);
  syncFolderOf(keyFile);
}

/** Nobody works on it: a service would go on where it began. */
async function lockOut(state: WholeState): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const kind of ['service', 'pass', 'refresh'] as const) {
    const lock = await (await state.lock(kind)).tryAcquire();
    if (lock === null) {
      for (const one of held) one.release();
      const holder = describeHolder(await state.holder(kind));
      throw new StateError(stateErrors.locked({ holder }));
    }
    held.push(lock);
  }
  return held;
}

function isSame(one: StateKeySource, other: StateKeySource): boolean {
  if (one.server === undefined || other.server === undefined) {
    return one.server === other.server && resolve(one.file) === resolve(other.file);
  }
  const [a, b] = [one.server, other.server];
  return (['host', 'port', 'database', 'schema'] as const).every((part) => a[part] === b[part]);
}
