import type { PatientId } from '../contact/patient.ts';
import { GuardError, syncErrors } from './errors.ts';

/** What counts as a mass change when it happens to many at once; clearings count per field. */
export type GuardedKind = 'removed' | 'identity-changed' | 're-created' | `cleared:${string}`;

/** Where a mass begins: at this share of the patients or so many rows, whichever is less. */
export interface GuardLimits {
  /** Per cent of the patients that are linked. */
  readonly percent: number;
  /** 0: every such change asks. */
  readonly rows: number;
}

export const defaultGuardLimits: GuardLimits = { percent: 15, rows: 50 };

/**
 * Mass change is earned (I9): removals, clearings of one field, changes of identity and re-creations are counted over
 * the whole pass before anything is written. More of one kind than the limits allow stops it.
 */
export class Guard {
  readonly #limit: number;
  readonly #patients: number;
  readonly #counted = new Map<GuardedKind, Set<PatientId>>();

  /**
   * @param patients how many patients are linked.
   * @param allowed what a person allowed for this pass (`--allow-mass-change N`).
   */
  constructor(patients: number, allowed = 0, { percent, rows }: GuardLimits = defaultGuardLimits) {
    this.#patients = patients;
    const most = Math.floor(Math.min((patients * percent) / 100, rows));
    // One row is never a mass: else the first archived patient of a tiny clinic would stop everything.
    this.#limit = Math.max(Math.min(1, rows), most, allowed);
  }

  count(kind: GuardedKind, patient: PatientId): void {
    const patients = this.#counted.get(kind);
    if (patients === undefined) this.#counted.set(kind, new Set([patient]));
    else patients.add(patient);
  }

  /** Whether this was counted before the first write; what turns up later waits for the next pass. */
  admits(kind: GuardedKind, patient: PatientId): boolean {
    return this.#counted.get(kind)?.has(patient) ?? false;
  }

  /** @throws GuardError when a kind is over the limit. */
  check(): void {
    const over = [...this.#counted].filter(([, patients]) => patients.size > this.#limit);
    if (over.length === 0) return;
    throw new GuardError(
      syncErrors.massChange({
        kinds: over.map(([kind, patients]) => [kind, patients.size] as const),
        limit: this.#limit,
        patients: this.#patients,
      }),
      new Map(over.map(([kind, patients]) => [kind, [...patients]])),
    );
  }
}
