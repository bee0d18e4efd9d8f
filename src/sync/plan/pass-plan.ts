import type { Kysely } from 'kysely';
import { chunks } from '../../chunks.ts';
import { firstSource, keysOf, type PatientId, sourceOf } from '../../contact/model/patient-key.ts';
import type { Pass } from '../pass/pass-context.ts';
import { type ScratchTables, scratchTables } from '../scratch-tables.ts';

/** What is to be done for a patient; those with nothing to do are only counted. */
export type PlannedAction =
  | 'create'
  | 'adopt'
  | 'update'
  | 'acknowledge'
  | 'remove'
  | 'identity-changed';

export type PlannedCounts = Readonly<Record<PlannedAction, number>>;

export const nothingPlanned: PlannedCounts = {
  create: 0,
  adopt: 0,
  update: 0,
  acknowledge: 0,
  remove: 0,
  'identity-changed': 0,
};

export interface Planned {
  readonly patientId: PatientId;
  readonly action: PlannedAction;
}

const pageSize = 500;

/** Keys above the one and below the other. */
interface KeyRange {
  readonly after: PatientId;
  readonly before?: PatientId;
}

/**
 * The plan of a pass: which patients, and what for. `plan` prints it and `sync` applies it, so the two can never
 * differ. Ids only, in a temporary table: the values are read again page by page when they are sent.
 */
export class PassPlan {
  readonly #db: Kysely<ScratchTables>;
  #creating = 0;

  private constructor(db: Kysely<ScratchTables>) {
    this.#db = db;
  }

  static async create({ scratch }: Pick<Pass, 'scratch'>): Promise<PassPlan> {
    return new PassPlan(await scratchTables(scratch, 'planned'));
  }

  async add(rows: readonly Planned[]): Promise<void> {
    for (const some of chunks(rows, 500)) {
      await this.#db
        .insertInto('planned')
        .values(some.map(({ patientId, action }) => ({ patient_id: patientId, action })))
        .onConflict((c) =>
          c.column('patient_id').doUpdateSet((e) => ({ action: e.ref('excluded.action') })),
        )
        .execute();
    }
  }

  /** Creates that are carried out without being written down here: they are counted, and stand on no page. */
  creating(patients: number): void {
    this.#creating += patients;
  }

  async counts(): Promise<PlannedCounts> {
    const counts: Record<PlannedAction, number> = { ...nothingPlanned };
    const rows = await this.#db
      .selectFrom('planned')
      .select((e) => ['action', e.fn.countAll<number>().as('n')])
      .groupBy('action')
      .execute();
    for (const { action, n } of rows) counts[action] = n;
    counts.create += this.#creating;
    return counts;
  }

  /** Those whose turn is first. */
  async first(limit: number): Promise<readonly Planned[]> {
    const first: Planned[] = [];
    for await (const page of this.pages()) {
      first.push(...page);
      if (first.length >= limit) break;
    }
    return first.slice(0, limit);
  }

  /**
   * All of it: page by page each source has its turn, by ascending patient id, so that much to write for one holds up no
   * other.
   *
   * @param before is waited for before each page is read, and once where there is none.
   */
  async *pages(before?: () => Promise<void>, size = pageSize): AsyncGenerator<readonly Planned[]> {
    await before?.();
    let turns = await this.#sources();
    while (turns.length > 0) {
      const next: KeyRange[] = [];
      for (const range of turns) {
        await before?.();
        const page = await this.#page(range, size);
        const last = page.at(-1);
        if (last === undefined) continue;
        yield page;
        next.push({ ...range, after: last.patientId });
      }
      turns = next;
    }
  }

  /** The keys of each source that stands in it. */
  async #sources(): Promise<KeyRange[]> {
    const ranges: KeyRange[] = [];
    for (let after = keysOf(firstSource).after; ; ) {
      const [lowest] = await this.#page({ after }, 1);
      if (lowest === undefined) return ranges;
      const range = keysOf(sourceOf(lowest.patientId));
      ranges.push(range);
      after = range.before;
    }
  }

  async #page({ after, before }: KeyRange, limit: number): Promise<readonly Planned[]> {
    let query = this.#db
      .selectFrom('planned')
      .select(['patient_id as patientId', 'action'])
      .where('patient_id', '>', after);
    if (before !== undefined) query = query.where('patient_id', '<', before);
    return await query.orderBy('patient_id').limit(limit).execute();
  }
}
