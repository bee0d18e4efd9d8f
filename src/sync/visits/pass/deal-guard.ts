import type { PatientId, SourceNumber } from '../../../contact/model/patient-key.ts';
import type { Repositories, State } from '../../../state/open-state.ts';
import type { VisitKey } from '../../../visits/visit-key.ts';
import type { Allowance } from '../../guard/asking/allowance.ts';
import { GuardError } from '../../guard/errors.ts';
import { Guard, type GuardLimits, guardDayMs } from '../../guard/guard.ts';
import type { DealChange, DealKind } from '../deal/deal-tools.ts';
import { sourceOfVisit } from './look.ts';

/** The hour of VISITS_PER_HOUR. */
const portionMs = 3_600_000;

interface GuardParts {
  readonly state: State;
  readonly now: number;
  readonly allowance: Allowance;
  readonly limits: GuardLimits | undefined;
  readonly sources: readonly SourceNumber[];
  /** Whose first load is over. */
  readonly loaded: ReadonlySet<SourceNumber>;
}

/**
 * Mass change of deals is earned as that of contacts is (I9): creations, closings, reopenings, moves back and changes of a
 * price each, over a day, before any is written. What a first load makes is bounded by the hour instead.
 */
export class DealGuard {
  readonly #parts: GuardParts;
  readonly #guard: Guard;
  /** Whether the state knows any deal of these sources. */
  readonly hasDeals: boolean;
  readonly #patients = new Map<VisitKey, PatientId>();
  /** How many new deals of each source are left of what a person allowed. */
  readonly #allowed = new Map<SourceNumber, number>();

  private constructor(parts: GuardParts, guard: Guard, hasDeals: boolean) {
    this.#parts = parts;
    this.#guard = guard;
    this.hasDeals = hasDeals;
  }

  static async open(parts: GuardParts): Promise<DealGuard> {
    const { state, allowance, limits, sources } = parts;
    const counts = new Map<SourceNumber, number>();
    for (const number of sources) counts.set(number, await state.visitDeals.count(number));
    const hasDeals = counts.values().some((count) => count > 0);
    return new DealGuard(parts, new Guard(counts, allowance, limits), hasDeals);
  }

  count(change: DealChange, patient: PatientId): void {
    const { kind, visit } = change;
    if (!this.#isCounted(change)) return;
    this.#patients.set(visit, patient);
    this.#guard.count(kind, asCounted(visit));
  }

  /** @throws GuardError MASS_CHANGE, of patients as all others */
  async check(): Promise<void> {
    const { state, now } = this.#parts;
    try {
      this.#guard.check({
        carriedOut: await state.guardedDeals.carriedOut(now - guardDayMs),
        waiting: await state.guardedDeals.waiting(),
      });
    } catch (error) {
      throw error instanceof GuardError ? this.#ofPatients(error) : error;
    }
  }

  admits(kind: DealKind, visit: VisitKey): boolean {
    return !this.#isCounted({ kind, visit }) || this.#guard.admits(kind, asCounted(visit));
  }

  /** Kept with the look: what waits, and what a person's word took out of the day. */
  async record({ guardedDeals }: Repositories, looked: ReadonlySet<VisitKey>): Promise<void> {
    const { now } = this.#parts;
    await guardedDeals.prune(now - guardDayMs);
    await guardedDeals.forgive(this.#guard.forgiven);
    const noLongerWaiting = this.#guard.noLongerWaiting(({ patientId }) =>
      looked.has(asVisit(patientId)),
    );
    await guardedDeals.dropWaiting(noLongerWaiting);
    await guardedDeals.keepWaiting(this.#guard.waiting, now);
  }

  /** What is about to be sent is counted by whatever pass comes next, but for what a person allowed. */
  readonly note = async (
    { guardedDeals }: Repositories,
    changes: readonly DealChange[],
  ): Promise<void> => {
    const counted = changes
      .filter((change) => this.#isCounted(change))
      .map(({ kind, visit }) => ({ kind, patientId: asCounted(visit) }))
      .filter((one) => !this.#guard.allows(one));
    const made = changes
      .filter(({ kind, visit }) => kind === 'deal-created' && !this.#isAllowed(visit))
      .map(({ visit }) => ({ kind: inPortion, patientId: asCounted(visit) }));
    await guardedDeals.note([...counted, ...made], this.#parts.now);
  };

  /** Whether a new deal is among those that a person allowed: as many of a source as the word says. */
  #isAllowed(visit: VisitKey): boolean {
    const source = sourceOfVisit(visit);
    const left = this.#allowed.get(source) ?? this.#parts.allowance.in(source);
    this.#allowed.set(source, Math.max(0, left - 1));
    return left > 0;
  }

  /** A first load is bounded by the hour alone. */
  #isCounted({ kind, visit }: DealChange): boolean {
    return kind !== 'deal-created' || this.#parts.loaded.has(sourceOfVisit(visit));
  }

  /** How many deals may be made now, and from when on more may be. */
  async portion(perHour: number): Promise<{ readonly room: number; readonly next: number }> {
    const { state, now, allowance, sources } = this.#parts;
    const since = now - portionMs;
    const made = (await state.guardedDeals.carriedOut(since)).get(inPortion)?.size ?? 0;
    const first = await state.guardedDeals.firstAt(inPortion, since);
    const allowed = Math.max(0, ...sources.map((number) => allowance.in(number)));
    return {
      room: Math.max(0, perHour - made, allowed),
      next: (first ?? now) + portionMs,
    };
  }

  #ofPatients(error: GuardError): GuardError {
    const patients = new Map(
      [...error.patients].map(([kind, visits]) => [
        kind,
        // One for each deal: so many have to be allowed.
        visits.flatMap((one) => this.#patients.get(asVisit(one)) ?? []),
      ]),
    );
    const { code, exit, retryable } = error;
    const texts = { ru: error.text('ru'), en: error.text('en') };
    return new GuardError({ code, exit, retryable, ...texts }, patients);
  }
}

/** Deals that were made, as the hour counts them. */
const inPortion = 'deal-portion';

// Keys of visits are made like those of patients.
const asCounted = (visit: VisitKey): PatientId => Number(visit) as PatientId;
const asVisit = (counted: PatientId): VisitKey => Number(counted) as VisitKey;
