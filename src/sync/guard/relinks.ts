import type { Clock } from '../../clock.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Ident } from '../../ident/ident.ts';
import type { Databases } from '../../ident/sources/databases.ts';
import type { Repositories, State } from '../../state/open-state.ts';
import type { Allowance } from './asking/allowance.ts';
import { Guard, type GuardLimits, guardDayMs } from './guard.ts';
import { linkedPatients } from './linked-patients.ts';

const kind = 'relinked';

/**
 * Patients who follow their merged contacts to other ones, whose values are about to become IDENT's: they are counted
 * before the first of them is linked (I9).
 */
export class Relinks {
  readonly #state: Pick<State, 'links' | 'guarded'>;
  readonly #ident: Parts['ident'];
  readonly #clock: Clock;
  readonly #allowed: Allowance;
  readonly #limits: GuardLimits | undefined;
  #guard: Guard | null = null;

  /** @param allowed what a person allowed for this pass (`--allow-mass-change N`). */
  constructor({ state, ident, clock, options }: Parts, allowed: Allowance) {
    this.#state = state;
    this.#ident = ident;
    this.#clock = clock;
    this.#allowed = allowed;
    this.#limits = options.guard;
  }

  /**
   * Counts them with all that this pass counted before.
   *
   * @throws GuardError MASS_CHANGE
   */
  async count(patients: readonly PatientId[]): Promise<void> {
    if (patients.length === 0) return;
    const { guarded } = this.#state;
    this.#guard ??= new Guard(
      await linkedPatients({ state: this.#state, ident: this.#ident }),
      this.#allowed,
      this.#limits,
    );
    for (const patient of patients) this.#guard.count(kind, patient);
    const since = this.#clock.now() - guardDayMs;
    this.#guard.check({
      carriedOut: await guarded.carriedOut(since),
      waiting: await guarded.waiting(),
    });
  }

  /** Whether it has to stay where it is, until the day has room for it. */
  waits(patient: PatientId): boolean {
    return this.#guard?.waits(kind, patient) ?? false;
  }

  /** For the guard of the pass, which tells and keeps what waits. */
  countWaiting(guard: Guard): void {
    for (const { patientId } of this.#guard?.waiting ?? []) guard.count(kind, patientId);
  }

  /** In the transaction that links it. */
  async note({ guarded }: Repositories, patientId: PatientId): Promise<void> {
    const change = { kind, patientId };
    if (this.#guard?.allows(change) === false) await guarded.note([change], this.#clock.now());
    await guarded.forgive(this.#guard?.forgiven ?? []);
    await guarded.dropWaiting([change]);
  }
}

interface Parts {
  readonly state: Pick<State, 'links' | 'guarded'>;
  readonly ident: Ident | Databases;
  readonly clock: Clock;
  readonly options: { readonly guard?: GuardLimits };
}
