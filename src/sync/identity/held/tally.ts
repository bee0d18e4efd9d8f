import type { PatientId } from '../../../contact/model/patient.ts';
import { GuardError } from '../../guard/errors.ts';
import { identityErrors } from '../errors.ts';
import { identityDisagrees } from './held.ts';

/** So few that were compared prove nothing of the database. */
const fewest = 3;
/** Above this share of them, or above the other one and so many, it is not this clinic's database, or not its account. */
const most = 0.5;
const manyShare = 0.05;
const many = 20;
/** So many, and such a share of them, have to agree before they vouch for what cannot be compared. */
const vouching = 20;
const vouchingShare = 0.95;

/** Of all contacts that a pass found by an IDENT id: how many are the patient's, and whose are not. */
export class FoundTally {
  readonly #allowed: number;
  readonly #disagreeing = new Set<PatientId>();
  #agreeing = 0;

  /** @param allowed what a person allowed for this pass (`--allow-mass-change N`). */
  constructor(allowed = 0) {
    this.#allowed = allowed;
  }

  agrees(): void {
    this.#agreeing += 1;
  }

  disagrees(patient: PatientId): void {
    this.#disagreeing.add(patient);
  }

  /**
   * Nothing may be written, not even a link, before this was asked.
   *
   * @throws GuardError IDENTITY_DISAGREES.
   */
  check(): void {
    const disagreeing = this.#disagreeing.size;
    const compared = this.#agreeing + disagreeing;
    const isMost = compared >= fewest && disagreeing > compared * most;
    const isMany = disagreeing > many && disagreeing > compared * manyShare;
    if (!(isMost || isMany) || disagreeing <= this.#allowed) return;
    throw new GuardError(
      identityErrors.identityDisagrees({ disagreeing, compared }),
      new Map([[identityDisagrees, [...this.#disagreeing]]]),
    );
  }

  /** Whether those that could be compared vouch for those that could not. */
  get vouches(): boolean {
    const compared = this.#agreeing + this.#disagreeing.size;
    return compared >= vouching && this.#agreeing >= compared * vouchingShare;
  }
}
