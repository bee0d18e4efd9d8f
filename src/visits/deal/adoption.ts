/** A deal in which the patient's contact stands. */
export interface ContactDeal {
  readonly id: number;
  /** Its stage is one that deals are taken over from. */
  readonly isInStage: boolean;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** All of its contacts. */
  readonly contacts: readonly { readonly id: number; readonly isMain: boolean }[];
  /** It carries a visit, or is about to. */
  readonly isTaken: boolean;
}

export interface AdoptionCase {
  /** Whether the patient never came before; null: that is not known. */
  readonly isFirst: boolean | null;
  /** When the first reception of the visit was booked, seconds since the epoch; null: IDENT does not tell. */
  readonly bookedAt: number | null;
  /** The patient's contact. */
  readonly contact: number;
  /** Those of the contact. */
  readonly deals: readonly ContactDeal[];
  readonly mostDays: number;
}

/** `none`: no deal stands in such a stage. Else why the one that does is not taken over, and another one is made. */
export type NotAdopted = 'none' | 'several' | 'shared' | 'older' | 'later' | 'unknown-time';

export type Adoption =
  | { readonly adopts: number }
  | { readonly adopts: null; readonly why: NotAdopted };

const daySeconds = 86_400;

/**
 * The deal of a person that a visit takes over: of whoever comes for the first time, made before the visit was booked and
 * not long before, in a stage that was named for it, and this patient's alone. Where that leaves a choice there is none.
 */
export function adoptionOf(visit: AdoptionCase): Adoption {
  if (visit.isFirst !== true) return not('none');
  const standing = visit.deals.filter(({ isInStage, isTaken }) => isInStage && !isTaken);
  const [deal, ...others] = standing;
  if (deal === undefined) return not('none');
  if (others.length > 0) return not('several');
  const [own, ...beside] = deal.contacts;
  // A relative's, too: whose visit it would tell of nobody knows.
  if (own?.id !== visit.contact || !own.isMain || beside.length > 0) return not('shared');
  if (visit.bookedAt === null) return not('unknown-time');
  if (deal.createdAt >= visit.bookedAt) return not('later');
  if (visit.bookedAt - deal.createdAt > visit.mostDays * daySeconds) return not('older');
  return { adopts: deal.id };
}

const not = (why: NotAdopted): Adoption => ({ adopts: null, why });
