import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Queries } from '../connection/queries.ts';
import type { Catalogue } from '../sql/catalogue.ts';
import { isInteger, type SqlDialect } from '../sql/dialect.ts';
import { readKeyLooks } from '../sql/key-looks.ts';
import { rowId } from '../sql/parse-cell.ts';
import type { CellsOf, TallyName } from './computation.ts';
import type { Computed, ComputedName } from './computed.ts';
import { type PatientShare, Scratch } from './scratch.ts';
import type { Share } from './tallies/share.ts';
import { cellsOf, narrowed, shareOf, type TallySource, tallyQuery } from './tallies/tally.ts';
import { walk } from './walk.ts';

/** What was computed for a patient; a source that found nothing for him has no entry. */
export type ComputedCells = ReadonlyMap<ComputedName, unknown>;

interface ComputedReaderParts {
  readonly queries: Queries;
  readonly catalogue: Catalogue;
  readonly computed: Computed;
  readonly wanted: readonly ComputedName[];
}

/** The shares of some patients, a map a tally. */
type Shares = readonly ReadonlyMap<PatientId, Share>[];

/** Reads what is counted for patients: of some of them, or of all at once. */
export class ComputedReader {
  readonly #parts: ComputedReaderParts;
  readonly #tallies: readonly { readonly name: TallyName; readonly source: TallySource }[];

  /** Where each cell stands. */
  readonly #places: ReadonlyMap<string, { readonly tally: number; readonly cell: number }>;

  constructor(parts: ComputedReaderParts) {
    this.#parts = parts;
    this.#tallies = wantedTallies(parts);
    this.#places = new Map(
      this.#tallies.flatMap(({ name, source }, tally) =>
        cellsOf(source).map((of, cell) => [`${name}.${of.name}`, { tally, cell }] as const),
      ),
    );
  }

  /** Each table is looked through at most once. */
  async of(ids: readonly PatientId[]): Promise<ReadonlyMap<PatientId, ComputedCells>> {
    const { queries, catalogue } = this.#parts;
    const { dialect } = catalogue;
    const shares: ReadonlyMap<PatientId, Share>[] = [];
    for (const { source } of ids.length === 0 ? [] : this.#tallies) {
      const statement = tallyQuery(source, { kind: 'patients', ids }, dialect);
      const rows = await queries.run(source.table, statement);
      shares.push(
        new Map(patientShares(source, rows, dialect).map(({ id, share }) => [id, share])),
      );
    }
    return this.#cells(shares);
  }

  /**
   * Of everybody: each table is gone through once, one after the other, and what it has for a patient waits outside. Yields
   * after each statement.
   */
  async *ofAll(): AsyncGenerator<void, ComputedOfAll> {
    const { queries, catalogue } = this.#parts;
    const { dialect } = catalogue;
    const scratch = new Scratch(this.#tallies.map(({ source }) => cellsOf(source)));
    let isWhole = false;
    try {
      const tables = this.#tallies.map(({ source }) => source.table);
      const looks = await readKeyLooks(queries, catalogue.schema, tables);
      for (const [tally, { source }] of this.#tallies.entries()) {
        const column = source.key?.column;
        const look = column && looks.of(column);
        // Only of integers it is known what lies between two of them.
        const byRanges = column !== undefined && isInteger(column.type) && look?.leads === true;
        const context = { byRanges, keyless: look?.nullable ?? true };
        for await (const rows of walk(source, { queries, dialect, ...context })) {
          await scratch.add(tally, patientShares(source, rows, dialect));
          yield;
        }
      }
      isWhole = true;
    } finally {
      if (!isWhole) scratch[Symbol.dispose]();
    }
    return {
      of: (ids) => this.#cells(this.#tallies.map((_, tally) => scratch.of(tally, ids))),
      [Symbol.dispose]: () => scratch[Symbol.dispose](),
    };
  }

  #cells(shares: Shares): ReadonlyMap<PatientId, ComputedCells> {
    const patients = new Set(shares.flatMap((tally) => [...tally.keys()]));
    return new Map([...patients].map((id) => [id, this.#cellsOf(id, shares)]));
  }

  #cellsOf(id: PatientId, shares: Shares): ComputedCells {
    const { computed, wanted } = this.#parts;
    const cells: CellsOf = (tally, cell) => {
      const place = this.#places.get(`${tally}.${cell}`);
      return place && shares[place.tally]?.get(id)?.[place.cell];
    };
    const values = new Map<ComputedName, unknown>();
    for (const source of wanted) {
      const value = computed.sources.get(source)?.value(cells);
      if (value !== undefined) values.set(source, value);
    }
    return values;
  }
}

/** What is counted for all patients, as it was when their rows were read. */
export interface ComputedOfAll extends Disposable {
  /** Of these patients, and perhaps of others between them; by ascending id. */
  of(ids: readonly PatientId[]): ReadonlyMap<PatientId, ComputedCells>;
}

function patientShares(
  source: TallySource,
  rows: readonly Readonly<Record<string, unknown>>[],
  dialect: SqlDialect,
): readonly PatientShare[] {
  return rows.flatMap((row) => {
    const id = rowId(row);
    return id === null ? [] : [{ id, share: shareOf(source, row, dialect) }];
  });
}

/** The tallies that are needed, with those of their cells that are. */
function wantedTallies({ computed, wanted }: ComputedReaderParts) {
  const needed = new Map<TallyName, Set<string>>();
  for (const source of wanted) {
    for (const [name, cells] of Object.entries(computed.sources.get(source)?.cells ?? {})) {
      const tally = name as TallyName; // the record's own key
      needed.set(tally, new Set([...(needed.get(tally) ?? []), ...cells]));
    }
  }
  return [...computed.tallies].flatMap(([name, source]) => {
    const narrow = narrowed(source, needed.get(name) ?? new Set());
    return narrow === null ? [] : [{ name, source: narrow }];
  });
}
