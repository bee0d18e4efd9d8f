import type { Logger } from 'pino';
import type { Patient, PatientId } from '../contact/patient.ts';
import type { ComputedSource } from './computed-source.ts';
import { parseCount, rowId } from './parse-cell.ts';
import { type ComputedCells, computedSourcesOf, parsePatient } from './parse-patient.ts';
import type { Queries, Row } from './queries.ts';
import type { Resolution } from './resolve.ts';
import { cardNumberQuery } from './sql/card-number.ts';
import type { ComputedQuery } from './sql/computed.ts';
import type { SqlDialect } from './sql/dialect.ts';
import type { Keys } from './sql/keys.ts';
import { countQuery, type PageBounds, pageQuery } from './sql/page.ts';

export interface PagesContext {
  readonly queries: Queries;
  readonly dialect: SqlDialect;
  readonly resolution: Resolution;
  readonly computed: ReadonlyMap<ComputedSource, ComputedQuery>;
  readonly pageSize: number;
  readonly log: Pick<Logger, 'warn'>;
}

/** A number should be one patient's; some clinics give a family one. */
const mostOfACard = 20;

/** The cell in which the query of a computed source returns it. */
const computedCells: Readonly<Record<ComputedSource, string>> = {
  'completedReceptions.count': 'visits',
  'completedReceptions.firstDate': 'first_visit',
  'orders.sum': 'visits_sum',
  'lastReception.branch': 'branch',
  'journal.debt': 'debt',
  'journal.advance': 'advance',
};

/** Reads patients page by page, by ascending id; a page is all that is ever held. */
export class PatientPages {
  readonly #context: PagesContext;

  constructor(context: PagesContext) {
    this.#context = context;
  }

  async count(): Promise<number> {
    const { queries, dialect, resolution, log } = this.#context;
    const [row] = await queries.run('count', countQuery(resolution.tables, dialect));
    const { n, keyed: withKey } = row ?? {};
    const keyed = parseCount(withKey) ?? 0;
    const skipped = (parseCount(n) ?? 0) - keyed;
    if (skipped > 0) log.warn({ skipped }, 'rows of Patients without a key: skipped');
    return keyed;
  }

  async *all(after: PatientId | null): AsyncGenerator<readonly Patient[], void> {
    const rows = this.#context.pageSize;
    let last = after;
    for (;;) {
      const page = await this.#page({ kind: 'after', after: last, rows });
      if (page.patients.length > 0) yield page.patients;
      const reached = page.patients.at(-1)?.id ?? null;
      if (page.rows < rows || reached === null) return;
      last = reached;
    }
  }

  async byIds(ids: readonly PatientId[]): Promise<readonly Patient[]> {
    const sorted = [...new Set(ids)].sort((a, b) => a - b);
    const patients: Patient[] = [];
    for (let start = 0; start < sorted.length; start += this.#context.pageSize) {
      const chunk = sorted.slice(start, start + this.#context.pageSize);
      patients.push(...(await this.#page({ kind: 'ids', ids: chunk })).patients);
    }
    return patients;
  }

  async withCardNumber(cardNumber: string): Promise<readonly PatientId[]> {
    const { queries, dialect, resolution } = this.#context;
    const source = resolution.inputs.get('cardNumber');
    const wanted = { cardNumber, rows: mostOfACard };
    const statement = cardNumberQuery(resolution.tables, source, wanted, dialect);
    if (statement === null) return [];
    const rows = await queries.run('card number', statement);
    return rows.map(rowId).filter((id) => id !== null);
  }

  async #page(bounds: PageBounds): Promise<{ rows: number; patients: readonly Patient[] }> {
    const { queries, dialect, resolution, log } = this.#context;
    const statement = pageQuery(resolution.tables, resolution.inputs, bounds, dialect);
    const rows = await queries.run('patients', statement);
    const byId = new Map<PatientId, Row>();
    for (const row of rows) {
      const id = rowId(row);
      if (id !== null) byId.set(id, row);
    }
    const skipped = rows.length - byId.size;
    if (skipped > 0) log.warn({ skipped }, 'rows of Patients without a key of their own: skipped');
    const computed = await this.#computed(keysOf(bounds, [...byId.keys()]));
    const patients = [...byId].map(([id, row]) =>
      parsePatient(id, row, computed.get(id) ?? new Map(), resolution.inputs),
    );
    return { rows: rows.length, patients };
  }

  /** What is counted for a page's patients: a query a concern, however many sources it feeds. */
  async #computed(keys: Keys | null): Promise<ReadonlyMap<PatientId, ComputedCells>> {
    const { queries, resolution, computed } = this.#context;
    const cells = new Map<PatientId, Map<ComputedSource, unknown>>();
    if (keys === null) return cells;
    const wanted = computedSourcesOf(resolution.inputs);
    const concerns = Map.groupBy(wanted, (source) => computed.get(source));
    for (const [query, sources] of concerns) {
      if (!query) continue;
      for (const row of await queries.run(sources.join(), query(keys))) {
        const id = rowId(row);
        if (id === null) continue;
        const own = cells.get(id) ?? new Map<ComputedSource, unknown>();
        for (const source of sources) own.set(source, row[computedCells[source]]);
        cells.set(id, own);
      }
    }
    return cells;
  }
}

function keysOf(bounds: PageBounds, ids: readonly PatientId[]): Keys | null {
  const [first] = ids;
  const last = ids.at(-1);
  if (first === undefined || last === undefined) return null;
  return bounds.kind === 'ids' ? { kind: 'ids', ids } : { kind: 'range', first, last };
}
