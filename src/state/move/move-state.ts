import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Clock } from '../../clock.ts';
import { stateRestored } from '../account/meta.ts';
import { syncFolderOf } from '../backup/backup-copy.ts';
import type { Standing, WholeState } from '../backup/whole-state.ts';
import { wholeStateOf } from '../backup/whole-state-of.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { refuseOfAnother, signOwner } from '../file/owner.ts';
import {
  keyCheckOf,
  knownKeys,
  readKey,
  type StateKeySource,
  writeDurably,
} from '../file/state-key.ts';
import type { Recognising } from '../home.ts';
import type { Held } from '../processes/process-lock.ts';
import { countsOf, prepareArrival, type TableCounts } from './arrival.ts';
import { lockOut } from './lock-out.ts';
import { moveErrors } from './move-errors.ts';
import { type Moved, refuseMoved } from './moved.ts';

interface MoveReport {
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
 * @throws StateError STATE_OF_ANOTHER, STATE_ABSENT, STATE_LOCKED for a state in use, STATE_PLACE_TAKEN, STATE_PLACE_SAME,
 *   STATE_PLACE_KEY, STATE_MOVED, STATE_ARRIVING, STATE_MOVE_DIFFERS
 */
export async function moveState(
  source: StateKeySource,
  target: StateKeySource,
  clock: Clock,
  recognising: Recognising = {},
): Promise<MoveReport> {
  for (const place of [source, target]) refuseOfAnother(place);
  const from = await wholeStateOf(source, clock);
  const to = await wholeStateOf(target, clock);
  mkdirSync(dirname(target.file), { recursive: true });
  const held: Held[] = [];
  try {
    if (isSame(source, target)) throw new StateError(moveErrors.same({ place: to.name }));
    if (!(await from.isThere())) throw new StateError(stateErrors.absent({ state: from.name }));
    for (const state of [from, to]) held.push(...(await lockOut(state)));
    signOwner(target);
    const rows = await moved(from, to, { source, target, clock, recognising });
    return {
      from: from.name,
      to: to.name,
      rows,
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
  readonly recognising: Recognising;
}

async function moved(from: WholeState, to: WholeState, move: Move): Promise<TableCounts> {
  const [here, there] = [await from.standing(), await to.standing()];
  const isUnderWay =
    here?.moved?.is === 'left' &&
    there?.moved?.is === 'arriving' &&
    there.moved.move === here.moved.move;
  if (!isUnderWay) {
    await refuseOrReopen(from, to, { here, there });
    // A state that has left, or is not wholly there, of this very clinic: its rows are here, or were never used.
    if (there !== null && !(isOfOne(here, there) && there.moved !== null)) {
      throw new StateError(moveErrors.taken({ place: to.name }));
    }
    layKey(to, move, here?.keyCheck);
    // What a fall back has taken away is not to be believed at the new place, either.
    await from.recognise(move.recognising);
    await fill(from, to, move);
  }
  // A command that asks for no lock may have written what was not carried over.
  const { counts, other } = await compared(from, to, move);
  await from.proveHeld();
  if (other !== null) {
    await from.setMoved(null);
    throw new StateError(moveErrors.changed({ state: from.name, place: to.name, table: other }));
  }
  // Whatever becomes of the new place from now on, this one is not used again.
  const { moved: left } = (await from.standing()) ?? {};
  if (left) await from.setMoved({ ...left, isFinished: true });
  await to.setMoved(null);
  return counts;
}

interface Standings {
  readonly here: Standing | null;
  readonly there: Standing | null;
}

/**
 * A state that has left is not moved again: where it went to it is in use. Only if it never got there, and that is seen
 * at the place itself, it is used here again, as one that was restored.
 */
async function refuseOrReopen(
  from: WholeState,
  to: WholeState,
  { here, there }: Standings,
): Promise<void> {
  const mark = here?.moved;
  const wentThere = mark?.is === 'left' && mark.place === to.name;
  // What may have been in use there may have gone on, however empty the place is by now.
  if (!wentThere || mark.isFinished !== false) {
    refuseMoved(mark, from.name);
    return;
  }
  if (isOfOne(here, there)) {
    // A move from elsewhere to there is to be finished first; or it is in use there, or has gone on.
    if (there?.moved?.is === 'arriving') refuseMoved(there.moved, to.name);
    const place = there?.moved?.place ?? to.name;
    throw new StateError(moveErrors.left({ state: from.name, place }));
  }
  await from.setMoved(null, stateRestored);
  if (there !== null) {
    throw new StateError(moveErrors.reopened({ state: from.name, place: to.name }));
  }
}

/** Whether both are of one clinic's making. */
function isOfOne(one: Standing | null, other: Standing | null): boolean {
  if (one === null || other === null || one.keyCheck !== other.keyCheck) return false;
  return one.accountId === null || other.accountId === null || one.accountId === other.accountId;
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
  await from.setMoved({ ...mark('left', to.name), isFinished: false });
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

function isSame(one: StateKeySource, other: StateKeySource): boolean {
  if (one.server === undefined || other.server === undefined) {
    return one.server === other.server && resolve(one.file) === resolve(other.file);
  }
  const [a, b] = [one.server, other.server];
  return (['host', 'port', 'database', 'schema'] as const).every((part) => a[part] === b[part]);
}
