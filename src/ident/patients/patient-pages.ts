import type { Logger } from 'pino';
import { chunks } from '../../chunks.ts';
import type { Patient } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { BranchChoice } from '../branches/branch-choice.ts';
import { standing } from '../computed/computed.ts';
import type { ComputedCells, ComputedOfAll, ComputedReader } from '../computed/computed-reader.ts';
import type { Queries, Row } from '../connection/queries.ts';
import type { Sql, SqlDialect } from '../sql/dialect.ts';
import { parseCount, rowId } from '../sql/parse-cell.ts';
import { countQuery, newestQuery, type PageBounds, pageQuery } from './page.ts';
import { type PatientParser, patientParser } from './parse-patient.ts';
import { cardNumberQuery, type PersonWords, personQuery } from './person-search.ts';
import type { Resolution } from './resolve.ts';

/**
 * Many readings by ids that belong together; where it is known how many, by ascending id over all of them. Where they are
 * more than 5 % of the patients, what is counted is read for all patients with the first of them, and once, and the
 * patients are streamed, unless their order is not known (I6).
 */
export interface LookUp {
  /** How many patients are going to be asked for in all; null: those asked for so far tell, in whatever order. */
  readonly patients: number | null;
  /**
   * Those who are read as if they were asked for alone: what was read of all patients before may be older than what
   * somebody else has seen of them since.
   */
  readonly anew?: ((ids: readonly PatientId[]) => Promise<ReadonlySet<PatientId>>) | undefined;
}

/** A database whose ids are all odd need not be told of whole. */
const mostOddIds = 1_000;

interface PagesContext {
  readonly queries: Queries;
  readonly dialect: SqlDialect;
  readonly resolution: Resolution;
  readonly computed: ComputedReader;
  /** Whose patients are wanted, where that can be read; null: everybody. */
  readonly branches: BranchChoice | null;
  readonly pageSize: number;
  readonly log: Pick<Logger, 'warn'>;
  /** Where ids are noted that no key can be made of. */
  readonly oddIds: Set<string>;
}

interface Page {
  /** How many rows it held. */
  readonly rows: number;
  /** The id of the last of them that has one. */
  readonly last: PatientId | null;
  readonly patients: readonly Patient[];
}

/** A number should be one patient's; some clinics give a family one. */
const mostOfACard = 20;
/** One more than is shown: that there are more is told. */
const mostOfPersons = 21;
/** Somebody sits before the page, and the clinic works on the server. */
const searchMs = 3_000;

/** Above this share of the patients it is cheaper to go through each table once than to look for them page by page. */
const manyShare = 0.05;

/** So long others wait at most, as long as no statement takes longer. */
const quietMs = 2_000;

/** Reads patients page by page, by ascending id; a page is all that is ever held in memory. */
export class PatientPages implements Disposable {
  readonly #context: PagesContext;
  readonly #parse: PatientParser;
  #look: { readonly of: LookUp; readonly computed: Promise<ComputedOfAll> } | null = null;
  readonly #looks = new WeakMap<LookUp, { asked: number; total: number | null }>();

  constructor(context: PagesContext) {
    this.#context = context;
    this.#parse = patientParser(context.resolution.inputs);
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
    const { pageSize: rows, queries } = this.#context;
    let told = queries.ms;
    const reading = this.#context.computed.ofAll();
    let step = await reading.next();
    try {
      for (; step.done !== true; step = await reading.next()) {
        if (queries.ms - told < quietMs) continue;
        yield [];
        told = queries.ms;
      }
    } finally {
      if (step.done !== true) await reading.return(nobody);
    }
    using computed = step.value;
    let last = after;
    for (;;) {
      const page = await this.#page({ kind: 'after', after: last, rows }, computed);
      if (page.patients.length > 0) yield page.patients;
      if (page.rows < rows || page.last === null) return;
      last = page.last;
    }
  }

  async byIds(ids: readonly PatientId[], among: LookUp | undefined): Promise<readonly Patient[]> {
    const sorted = [...new Set(ids)].sort((a, b) => a - b);
    const computed = among === undefined ? null : await this.#computedFor(among, sorted.length);
    if (computed === null || among?.patients === null) return await this.#listed(sorted, computed);
    const isAnew = (await among?.anew?.(sorted)) ?? new Set();
    const streamed = await this.#streamed(
      sorted.filter((id) => !isAnew.has(id)),
      computed,
    );
    const anew = await this.#listed(
      sorted.filter((id) => isAnew.has(id)),
      null,
    );
    return anew.length === 0 ? streamed : [...streamed, ...anew].sort((a, b) => a.id - b.id);
  }

  async #listed(
    sorted: readonly PatientId[],
    computed: ComputedOfAll | null,
  ): Promise<readonly Patient[]> {
    const patients: Patient[] = [];
    for (const ids of chunks(sorted, this.#context.pageSize)) {
      patients.push(...(await this.#page({ kind: 'ids', ids }, computed)).patients);
    }
    return patients;
  }

  /** Of many: by ascending keys, as in a full reading, but for what lies between two pages and holds none of them. */
  async #streamed(
    sorted: readonly PatientId[],
    computed: ComputedOfAll,
  ): Promise<readonly Patient[]> {
    const { pageSize: rows } = this.#context;
    const wanted = new Set(sorted);
    const patients: Patient[] = [];
    const last = sorted.at(-1);
    let [first] = sorted;
    while (first !== undefined && last !== undefined) {
      const page = await this.#page({ kind: 'between', first, last, rows }, computed, wanted);
      patients.push(...page.patients);
      const reached = page.last;
      if (page.rows < rows || reached === null) break;
      first = sorted.find((id) => id > reached);
    }
    return patients;
  }

  async withCardNumber(cardNumber: string): Promise<readonly PatientId[]> {
    const { dialect, resolution } = this.#context;
    const source = resolution.inputs.get('cardNumber');
    const wanted = { cardNumber, rows: mostOfACard };
    return await this.#ids(
      'card number',
      cardNumberQuery(resolution.tables, source, wanted, dialect),
    );
  }

  async ofPerson(words: PersonWords): Promise<readonly PatientId[]> {
    const { dialect, resolution } = this.#context;
    const { inputs, tables } = resolution;
    const searched = {
      surname: inputs.get('surname'),
      name: inputs.get('name'),
      phones: [inputs.get('mobilePhone'), inputs.get('phone')],
    };
    const statement = personQuery(tables, searched, { words, rows: mostOfPersons }, dialect);
    return await this.#ids('patients by name or phone', statement, { withinMs: searchMs });
  }

  async newest(above: PatientId, below: number): Promise<readonly PatientId[]> {
    const { dialect, resolution } = this.#context;
    const statement = newestQuery(resolution.tables, { above, below }, dialect);
    const ids = await this.#ids('newest patients', statement);
    return [...new Set(ids)].sort((a, b) => a - b);
  }

  /** @param statement null: no row can be found. */
  async #ids(
    label: string,
    statement: Sql | null,
    options?: { readonly withinMs: number },
  ): Promise<readonly PatientId[]> {
    if (statement === null) return [];
    const rows = await this.#context.queries.run(label, statement, options);
    return rows.map(rowId).filter((id) => id !== null);
  }

  [Symbol.dispose](): void {
    this.#forget();
  }

  /** What is counted for all patients, once for a whole look-up; null where its patients are few. */
  async #computedFor(look: LookUp, more: number): Promise<ComputedOfAll | null> {
    if (this.#look?.of !== look) {
      if (!(await this.#isMany(look, more))) return null;
      this.#forget();
      this.#look = { of: look, computed: this.#readAll() };
    }
    try {
      return (await this.#look?.computed) ?? null;
    } catch (error) {
      this.#look = null;
      throw error;
    }
  }

  /** @param more how many are asked for now. */
  async #isMany(look: LookUp, more: number): Promise<boolean> {
    const known = this.#looks.get(look) ?? { asked: 0, total: null };
    this.#looks.set(look, known);
    known.asked += more;
    const patients = look.patients ?? known.asked;
    // One page is looked up at once anyway.
    if (patients <= this.#context.pageSize) return false;
    known.total ??= await this.count();
    return patients > manyShare * known.total;
  }

  async #readAll(): Promise<ComputedOfAll> {
    const reading = this.#context.computed.ofAll();
    for (;;) {
      const { done, value } = await reading.next();
      if (done === true) return value;
    }
  }

  #forget(): void {
    void this.#look?.computed.then(
      (computed) => computed[Symbol.dispose](),
      () => undefined,
    );
    this.#look = null;
  }

  async #page(
    bounds: PageBounds,
    all: ComputedOfAll | null,
    /** Whom of its rows; absent: all. */
    wanted?: ReadonlySet<PatientId>,
  ): Promise<Page> {
    const { queries, dialect, resolution, log } = this.#context;
    const statement = pageQuery(resolution.tables, resolution.inputs, bounds, dialect);
    const rows = await queries.run('patients', statement);
    const byId = new Map<PatientId, Row>();
    for (const row of rows) {
      const id = rowId(row);
      if (id !== null) byId.set(id, row);
      else this.#noteOdd(row);
    }
    const skipped = rows.length - byId.size;
    if (skipped > 0) log.warn({ skipped }, 'rows of Patients without a key of their own: skipped');
    const last = [...byId.keys()].at(-1) ?? null;
    const those = [...byId].filter(([id]) => wanted?.has(id) ?? true);
    const computed = await this.#computed(
      those.map(([id]) => id),
      all,
    );
    const patients = those.map(([id, row]) => this.#patient(id, row, computed.get(id) ?? nothing));
    return { rows: rows.length, last, patients };
  }

  #patient(id: PatientId, row: Row, computed: ComputedCells): Patient {
    const patient = this.#parse(id, row, computed);
    const { branches } = this.#context;
    if (branches === null) return patient;
    switch (computed.get(standing)) {
      case 'within':
        return patient;
      case 'elsewhere':
        return { ...patient, outside: 'elsewhere' };
      default:
        return branches.withoutVisits ? patient : { ...patient, outside: 'nowhere' };
    }
  }

  #noteOdd({ id }: Row): void {
    const { oddIds } = this.#context;
    // What is no number may be anything, a name too (I7).
    const text = String(id ?? '');
    if (/^-?\d{1,20}$/.test(text) && oddIds.size < mostOddIds) oddIds.add(text);
  }

  async #computed(
    ids: readonly PatientId[],
    all: ComputedOfAll | null,
  ): Promise<ReadonlyMap<PatientId, ComputedCells>> {
    return all ? all.of(ids) : await this.#context.computed.of(ids);
  }
}

const nothing: ComputedCells = new Map();
const nobody: ComputedOfAll = { of: () => new Map(), [Symbol.dispose]: () => undefined };
