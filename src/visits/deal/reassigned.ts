/** A visit whose receptions are another patient's than when its deal was made, and that deal. */
export interface Reassigned {
  /** Whether a reception of the visit is still of the deal's own patient: it stays that one's. */
  readonly isShared: boolean;
  /** Whether the reception that the deal's key names is among those that went over. */
  readonly holdsKey: boolean;
  /** Whether the deal stands in the new patient's contact: their contacts, or cards, were merged. */
  readonly isInNewContact: boolean;
  /** Whether anybody but us has ever changed the deal, or it is gone. */
  readonly isTouched: boolean;
  /** Whether it stands where nothing may be moved: «Неразобранное», a protected stage. */
  readonly isKept: boolean;
}

/**
 * `left`: nothing is written, and people are told. `follows`: the deal is the new patient's. `closed`: we close the deal
 * and empty it, and the visit gets one of its own. `parted`: the deal stays its patient's, and what went over gets one of
 * its own.
 */
export type Reassignment = 'left' | 'follows' | 'closed' | 'parted';

/** Of a deal that a person touched nothing is moved or emptied, and no second one stands beside it. */
export function reassignmentOf(visit: Reassigned): Reassignment {
  if (visit.isShared) {
    // Two deals would have one key.
    if (visit.holdsKey) return 'left';
    return visit.isTouched ? 'left' : 'parted';
  }
  if (visit.isInNewContact) return 'follows';
  return visit.isTouched || visit.isKept ? 'left' : 'closed';
}
