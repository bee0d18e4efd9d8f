import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Repositories } from '../../state/open-state.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import type { Allowance } from './asking/allowance.ts';
import { Guard, guardWindow } from './guard.ts';
import { linkedPatients } from './linked-patients.ts';

const kind = 'relinked';

/**
 * Patients who follow their merged contacts to other ones, whose values are about to become IDENT's: they are counted
 * before the first of them is linked (I9).
 */
export class Relinks {
  readonly #setup: SyncSetup;
  readonly #allowed: Allowance;
  #guard: Guard | null = null;

  /** @param allowed what a person allowed for this pass (`--allow-mass-change N`). */
  constructor(setup: SyncSetup, allowed: Allowance) {
    this.#setup = setup;
    this.#allowed = allowed;
  }

  /**
   * Counts them with all that this pass counted before.
   *
   * @throws GuardError MASS_CHANGE
   */
  async count(patients: readonly PatientId[]): Promise<void> {
    if (patients.length === 0) return;
    const { state, clock, options } = this.#setup;
    this.#guard ??= new Guard(await linkedPatients(this.#setup), this.#allowed, options.guard);
    for (const patient of patients) this.#guard.count(kind, patient);
    this.#guard.check(await guardWindow(state.guarded, clock.now()));
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
    if (this.#guard?.allows(change) === false)
      await guarded.note([change], this.#setup.clock.now());
    await guarded.forgive(this.#guard?.forgiven ?? []);
    await guarded.dropWaiting([change]);
  }
}
