import { type PatientId, type SourceNumber, sourceOf } from '../../../contact/model/patient-key.ts';
import { Allowance } from '../../guard/asking/allowance.ts';
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

/** Of one source. */
interface Counts {
  /** A pass may meet a patient more than once. */
  readonly agreeing: Set<PatientId>;
  readonly disagreeing: Set<PatientId>;
}

/**
 * Of all contacts that a pass found by an IDENT id: how many are the patient's, and whose are not. Each source by itself:
 * the patients of the others, which are right, say nothing of a database that is not.
 */
export class FoundTally {
  readonly #allowed: Allowance;
  readonly #bySource = new Map<SourceNumber, Counts>();

  /** @param allowed what a person allowed for this pass (`--allow-mass-change N`). */
  constructor(allowed = new Allowance()) {
    this.#allowed = allowed;
  }

  agrees(patient: PatientId): void {
    this.#of(patient).agreeing.add(patient);
  }

  disagrees(patient: PatientId): void {
    this.#of(patient).disagreeing.add(patient);
  }

  /**
   * Nothing may be written, not even a link, before this was asked.
   *
   * @throws GuardError IDENTITY_DISAGREES.
   */
  check(): void {
    for (const [source, { agreeing, disagreeing }] of this.#bySource) {
      const found = { disagreeing: disagreeing.size, compared: agreeing.size + disagreeing.size };
      if (!isOver(found) || disagreeing.size <= this.#allowed.in(source)) continue;
      throw new GuardError(
        identityErrors.identityDisagrees(found),
        new Map([[identityDisagrees, [...disagreeing]]]),
      );
    }
  }

  /** Whether those of its source that could be compared vouch for one that could not. */
  vouchFor(patient: PatientId): boolean {
    const { agreeing, disagreeing } = this.#of(patient);
    const compared = agreeing.size + disagreeing.size;
    return compared >= vouching && agreeing.size >= compared * vouchingShare;
  }

  #of(patient: PatientId): Counts {
    const source = sourceOf(patient);
    const counts = this.#bySource.get(source) ?? { agreeing: new Set(), disagreeing: new Set() };
    this.#bySource.set(source, counts);
    return counts;
  }
}

function isOver(found: { readonly disagreeing: number; readonly compared: number }): boolean {
  const { disagreeing, compared } = found;
  const isMost = compared >= fewest && disagreeing > compared * most;
  return isMost || (disagreeing > many && disagreeing > compared * manyShare);
}
