import {
  firstSource,
  type PatientId,
  type SourceNumber,
  sourceOf,
} from '../../contact/model/patient-key.ts';
import {
  type Forgiven,
  type GuardedChange,
  type GuardedChanges,
  kindName,
  type PatientsByKind,
} from '../../state/patients/guarded-changes.ts';
import type { Allowance } from './asking/allowance.ts';
import { GuardError, guardErrors, type KindTold } from './errors.ts';

/**
 * What counts as a mass change when it happens to many at once; clearings count per field. `overwritten`: a name or
 * phones that have nothing in common with the ones before. `same-…`: the same new value for several patients, by its hash.
 * `deal-…`: of the deals of visits, each by its visit.
 */
export type GuardedKind =
  | 'removed'
  | 'identity-changed'
  | 're-created'
  | 'relinked'
  | 'overwritten'
  | 'deal-created'
  | 'deal-closed'
  | 'deal-reopened'
  | 'deal-back'
  | 'deal-price'
  | `cleared:${string}`
  | `same-name:${string}`
  | `same-phone:${string}`;

/** Where a mass begins: at this share of the patients or so many rows, whichever is less. */
export interface GuardLimits {
  /** Per cent of the patients that are linked. */
  readonly percent: number;
  /** 0: every such change asks. */
  readonly rows: number;
  /** Of overwritten names and phones: everyday changes are among them, so whichever is more. */
  readonly overwrite?: { readonly percent: number; readonly rows: number };
}

export const defaultGuardLimits = {
  percent: 15,
  rows: 50,
  overwrite: { percent: 2, rows: 50 },
} as const satisfies GuardLimits;

/** Changes are counted over so long, whoever made them. */
export const guardDayMs = 24 * 3_600_000;

/** So many patients may get one same name or phone: more of a family there is not. */
const sameValueRows = 10;

/** What other passes of the last day carried out, and what waits since one of them. */
interface GuardWindow {
  readonly carriedOut: PatientsByKind;
  readonly waiting: PatientsByKind;
}

/** A kind of which there is too much. */
interface Excess {
  readonly kind: GuardedKind;
  /** Of several; null: of all of them together. */
  readonly source: SourceNumber | null;
  /** Of this pass. */
  readonly patients: ReadonlySet<PatientId>;
  readonly count: number;
  readonly limit: number;
}

const nothing: GuardWindow = { carriedOut: new Map(), waiting: new Map() };

/** What counts against a guard at this moment. */
export const guardWindow = async (
  guarded: Pick<GuardedChanges, 'carriedOut' | 'waiting'>,
  now: number,
): Promise<GuardWindow> => ({
  carriedOut: await guarded.carriedOut(now - guardDayMs),
  waiting: await guarded.waiting(),
});

/**
 * Mass change is earned (I9): it is counted over the whole pass before anything is written. More of one kind than the
 * limits allow stops the pass; where only those of the last day make it more, this kind waits and all else goes on.
 */
export class Guard {
  readonly #linked: ReadonlyMap<SourceNumber, number>;
  readonly #allowed: Allowance;
  readonly #limits: GuardLimits;
  readonly #counted = new Map<GuardedKind, Set<PatientId>>();
  readonly #exempt = new Set<PatientId>();
  /** Kinds, each with its source, of which the day is full. */
  readonly #full = new Set<`${SourceNumber} ${GuardedKind}`>();
  #window = nothing;

  /**
   * @param linked how many patients of each source are linked: a mass is one within a source, but for one name or phone.
   * @param allowed what a person allowed for this pass (`--allow-mass-change N`).
   */
  constructor(
    linked: ReadonlyMap<SourceNumber, number>,
    allowed: Allowance,
    limits: GuardLimits = defaultGuardLimits,
  ) {
    this.#linked = linked;
    this.#allowed = allowed;
    this.#limits = limits;
  }

  count(kind: GuardedKind, patient: PatientId): void {
    if (this.#exempt.has(patient)) return;
    const patients = this.#counted.get(kind);
    if (patients === undefined) this.#counted.set(kind, new Set([patient]));
    else patients.add(patient);
  }

  /** A person decided about this very patient: nothing of it is counted. */
  exempt(patient: PatientId): void {
    this.#exempt.add(patient);
  }

  isExempt(patient: PatientId): boolean {
    return this.#exempt.has(patient);
  }

  /** Whether this was counted before the first write, and may be carried out. */
  admits(kind: GuardedKind, patient: PatientId): boolean {
    if (this.#exempt.has(patient)) return true;
    const isCounted = this.#counted.get(kind)?.has(patient) ?? false;
    return isCounted && !this.waits(kind, patient);
  }

  /** The same of what nobody could count before: it is counted now, as long as that stays within the limit. */
  admitsLate(kind: GuardedKind, patient: PatientId): boolean {
    const isCounted = this.#counted.get(kind)?.has(patient) ?? false;
    if (isCounted || this.#exempt.has(patient)) return this.admits(kind, patient);
    this.count(kind, patient);
    const source = this.#sourceOf(kind, patient);
    if (this.#withDay(kind, source) <= this.#limit(kind, source)) return true;
    this.#counted.get(kind)?.delete(patient);
    return false;
  }

  /** Whether this has to wait until the day has room for it; one that was carried out before has its room. */
  waits(kind: GuardedKind, patient: PatientId): boolean {
    if (!this.#full.has(`${this.#sourceOf(kind, patient)} ${kind}`)) return false;
    const isCounted = this.#counted.get(kind)?.has(patient) ?? false;
    return isCounted && !(this.#window.carriedOut.get(kind)?.has(patient) ?? false);
  }

  /** All that has to wait; known once it was checked. */
  get waiting(): readonly GuardedChange[] {
    return [...this.#counted].flatMap(([kind, patients]) =>
      [...patients]
        .filter((patientId) => this.waits(kind, patientId))
        .map((patientId) => ({ kind, patientId })),
    );
  }

  /** Whether it waited before this pass. */
  waitedBefore({ kind, patientId }: GuardedChange): boolean {
    return this.#window.waiting.get(kind)?.has(patientId) ?? false;
  }

  /** Of those that waited before, whom this pass looked at and found nothing to do for any more. */
  noLongerWaiting(looked: (change: GuardedChange) => boolean): readonly GuardedChange[] {
    return [...this.#window.waiting].flatMap(([kind, patients]) =>
      [...patients]
        .map((patientId) => ({ kind, patientId }))
        // Kinds come from here.
        .filter((one) => !(this.#counted.get(kind as GuardedKind)?.has(one.patientId) ?? false))
        .filter(looked),
    );
  }

  /** A person allowed what this pass does of it: it is not held against the next ones. */
  allows({ kind, patientId }: GuardedChange): boolean {
    // Kinds come from here.
    const own = kind as GuardedKind;
    return this.#allowedOf(own, this.#sourceOf(own, patientId)) > 0;
  }

  /** What went through on a person's word alone. */
  get forgiven(): readonly Forgiven[] {
    return [...this.#counted.keys()].flatMap((kind) =>
      [...this.#linked.keys()]
        .filter((source) => this.#allowedOf(kind, source) > 0)
        .filter((source) => this.#withDay(kind, source) > this.#own(kind, source))
        .map((source) => ({ kind, source: isSame(kind) ? null : source })),
    );
  }

  /** @throws GuardError when a kind is over the limit by this pass alone, or, `atOnce`, with the day's. */
  check(window: GuardWindow = nothing, { atOnce = false } = {}): void {
    this.#window = window;
    const over: Excess[] = [];
    for (const kind of this.#counted.keys()) {
      for (const source of this.#linked.keys()) {
        const excess = this.#excess(kind, source, atOnce);
        if (excess !== null) over.push(excess);
      }
    }
    if (over.length > 0) throw this.#error(over);
  }

  #excess(kind: GuardedKind, source: SourceNumber, atOnce: boolean): Excess | null {
    const patients = this.#of(kind, this.#counted.get(kind), source);
    const limit = this.#limit(kind, source);
    const withDay = this.#withDay(kind, source);
    // What waits was counted by the passes before; a person who allows so many means all of them.
    const isAllowed = this.#allowedOf(kind, source) > 0;
    const known = isAllowed ? undefined : this.#window.waiting.get(kind);
    const added = known === undefined ? patients.size : patients.size - common(patients, known);
    const isFull = patients.size > 0 && !isAllowed && withDay > limit;
    const whose = { kind, source: this.#linked.size === 1 || isSame(kind) ? null : source };
    if (added > limit) return { ...whose, patients, count: patients.size, limit };
    if (isFull && atOnce) return { ...whose, patients, count: withDay, limit };
    if (isFull) this.#full.add(`${source} ${kind}`);
    return null;
  }

  /** For how many patients rules of our own may change something without asking. */
  get rulesLimit(): number {
    const limits = [...this.#linked.keys()].map((source) => this.#limit('removed', source));
    return Math.min(...limits);
  }

  /** Within which a change counts. One name for many is one mass, in however many sources they are. */
  #sourceOf(kind: GuardedKind, patient: PatientId): SourceNumber {
    const source = isSame(kind) ? firstSource : sourceOf(patient);
    return this.#linked.has(source) ? source : firstSource;
  }

  #of(
    kind: GuardedKind,
    patients: ReadonlySet<PatientId> = new Set(),
    source: SourceNumber,
  ): ReadonlySet<PatientId> {
    if (this.#linked.size === 1) return patients;
    return new Set([...patients].filter((one) => this.#sourceOf(kind, one) === source));
  }

  #withDay(kind: GuardedKind, source: SourceNumber): number {
    const counted = this.#of(kind, this.#counted.get(kind), source);
    const before = this.#of(kind, this.#window.carriedOut.get(kind), source);
    return counted.size + before.size - common(counted, before);
  }

  #limit(kind: GuardedKind, source: SourceNumber): number {
    return Math.max(this.#own(kind, source), this.#allowedOf(kind, source));
  }

  #allowedOf(kind: GuardedKind, source: SourceNumber): number {
    if (this.#linked.size === 1) return this.#allowed.most;
    return isSame(kind)
      ? this.#allowed.over(this.#counted.get(kind) ?? [])
      : this.#allowed.in(source);
  }

  /** Without anybody's word. */
  #own(kind: GuardedKind, source: SourceNumber): number {
    const linked = this.#linked.get(source) ?? 0;
    const { percent, rows, overwrite = defaultGuardLimits.overwrite } = this.#limits;
    if (isSame(kind)) return sameValueRows;
    if (kind === 'overwritten') {
      return Math.max(Math.floor((linked * overwrite.percent) / 100), overwrite.rows);
    }
    // Deals are made, and closed, every day: whichever is more. What else happens to them is rare.
    if (everyday.has(kind)) return Math.max(Math.floor((linked * percent) / 100), rows);
    const most = Math.floor(Math.min((linked * percent) / 100, rows));
    // One row is never a mass: else the first archived patient of a tiny clinic would stop everything.
    return Math.max(Math.min(1, rows), most);
  }

  #error(over: readonly Excess[]): GuardError {
    const byName = new Map<string, KindTold>();
    const patients = new Map<string, PatientId[]>();
    for (const { kind, source, patients: ids, count, limit } of over) {
      const name = kindName(kind);
      const where = source === null ? {} : { source, of: this.#linked.get(source) ?? 0 };
      const before = byName.get(`${source} ${name}`) ?? { kind: name, count: 0, limit, ...where };
      byName.set(`${source} ${name}`, { ...before, count: Math.max(before.count, count) });
      patients.set(name, [...(patients.get(name) ?? []), ...ids]);
    }
    const linked = [...this.#linked.values()].reduce((sum, one) => sum + one, 0);
    const kinds = [...byName.values()];
    const isOfDeals = kinds.every(({ kind }) => kind.startsWith('deal-'));
    const { massDeals, massChange } = guardErrors;
    const told = (isOfDeals ? massDeals : massChange)({ kinds, patients: linked });
    return new GuardError(told, patients);
  }
}

/** Kinds of which a clinic has many on an ordinary day. */
const everyday: ReadonlySet<GuardedKind> = new Set(['deal-created', 'deal-closed']);

const isSame = (kind: string): boolean => kind.startsWith('same-');

function common(some: ReadonlySet<PatientId>, others: ReadonlySet<PatientId>): number {
  let count = 0;
  for (const id of some) if (others.has(id)) count += 1;
  return count;
}
