import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { addShares, type Cell, type CellOrder, type Share } from './tallies/share.ts';

/** Rows that are written without a pause: some milliseconds, so that a request that has its slot goes out in time. */
const inOneTurn = 2_000;

/** Where they stand farther apart, each is looked for alone: what lies between them may be everybody. */
const spread = 4;

/** A patient's share in a tally. */
export interface PatientShare {
  readonly id: PatientId;
  readonly share: Share;
}

/**
 * Where shares wait for the others of their patients, outside of memory. An SQLite database without a name: its file is
 * unlinked as soon as it is opened, so nothing of it outlives the process, whatever ends that (I7).
 */
export class Scratch implements Disposable {
  readonly #db = new DatabaseSync('', { readBigInts: true });
  readonly #cells: readonly (readonly CellOrder[])[];
  readonly #inserts: readonly StatementSync[];
  readonly #selects: readonly StatementSync[];
  #count = 0;

  /** @param cells of each tally. */
  constructor(cells: readonly (readonly CellOrder[])[]) {
    this.#cells = cells;
    // Nobody comes back to it: nothing is journalled or synced. 8 MB are kept in memory.
    this.#db.exec(
      'pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8000; pragma temp_store = file',
    );
    const columns = (tally: readonly CellOrder[]) => tally.map((_, at) => `c${at}`).join(', ');
    for (const [at, tally] of cells.entries()) {
      // Columns have no types: by a type SQLite would convert a cell, and it has to come back as it was.
      this.#db.exec(
        `create table t${at} (patient integer, n integer, ${columns(tally)}, primary key (patient, n)) without rowid`,
      );
    }
    this.#inserts = cells.map((tally, at) =>
      this.#db.prepare(`insert into t${at} values (?, ?, ${tally.map(() => '?').join(', ')})`),
    );
    this.#selects = cells.map((tally, at) =>
      this.#db.prepare(
        `select patient, ${columns(tally)} from t${at} where patient between ? and ? order by patient`,
      ),
    );
  }

  /** Keeps what one statement told. */
  async add(tally: number, shares: readonly PatientShare[]): Promise<void> {
    // In the order of the table: neighbours are written together.
    const sorted = [...shares].sort((a, b) => a.id - b.id);
    const insert = this.#inserts[tally];
    for (let at = 0; at < sorted.length; at += inOneTurn) {
      if (at > 0) await turnOfTheLoop();
      this.#db.exec('begin');
      for (const { id, share } of sorted.slice(at, at + inOneTurn)) {
        this.#count += 1;
        insert?.run(id, this.#count, ...(share as SQLInputValue[])); // bigint, number, text and null are all it takes
      }
      this.#db.exec('commit');
    }
  }

  /** The shares of these patients, by ascending id, and perhaps of others between them. */
  of(tally: number, ids: readonly PatientId[]): ReadonlyMap<PatientId, Share> {
    const [first] = ids;
    const last = ids.at(-1);
    if (first === undefined || last === undefined) return new Map();
    if (last - first < spread * ids.length) return this.between(tally, first, last);
    return new Map(ids.flatMap((id) => [...this.between(tally, id, id)]));
  }

  /** The shares of the patients between two ids, of each one put together. */
  between(tally: number, first: PatientId, last: PatientId): ReadonlyMap<PatientId, Share> {
    const cells = this.#cells[tally] ?? [];
    const found = new Map<PatientId, Share>();
    for (const row of this.#selects[tally]?.all(first, last) ?? []) {
      const id = Number(row['patient']) as PatientId; // as `add` got it
      const share = cells.map((_, at) => (row[`c${at}`] ?? null) as Cell); // as `add` got it
      const before = found.get(id);
      found.set(id, before === undefined ? share : addShares(cells, before, share));
    }
    return found;
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}
