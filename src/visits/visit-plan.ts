import type { PatientId } from '../contact/model/patient.ts';
import type { Chain, Cut } from './chains.ts';
import { stageOf, type VisitStage, visitStages } from './stage.ts';

/** Visits from one wall clock to another, the latter not among them. */
export interface VisitWindow {
  readonly from: string;
  readonly to: string;
}

/** Which deals a first load would make: how many. */
export interface VisitPlan {
  readonly deals: Readonly<Record<VisitStage, number>>;
  /** Visits of patients who have no contact: it comes first. */
  readonly withoutContact: number;
  /** Bookings of nobody: none is made. */
  readonly withoutPatient: number;
  /** Of the deals, those that do not go on from the reception which theirs points back at. */
  readonly cut: Readonly<Record<Cut, number>>;
  readonly requests: number;
}

/** Rows of a request that makes deals, and of one that reads them back. */
const [madeAtOnce, readAtOnce] = [50, 250] as const;

/** A visit is in the window by the start of what it is now: where it was moved from says nothing. */
export const isWithin = ({ lead }: Chain, { from, to }: VisitWindow): boolean =>
  lead.start !== null && lead.start >= from && lead.start < to;

export function planVisits(
  chains: readonly Chain[],
  { now, hasContact }: { readonly now: string; readonly hasContact: (id: PatientId) => boolean },
): VisitPlan {
  const deals = Object.fromEntries(visitStages.map((stage) => [stage, 0])) as Record<
    VisitStage,
    number
  >; // a number for each stage
  const cut: Record<Cut, number> = { cycle: 0, fork: 0, patient: 0 };
  let [withoutContact, withoutPatient, made] = [0, 0, 0];
  for (const chain of chains) {
    const { patient } = chain.lead;
    if (patient === null) withoutPatient += 1;
    else if (!hasContact(patient)) withoutContact += 1;
    else {
      made += 1;
      deals[stageOf(chain.lead, now)] += 1;
      if (chain.cut !== null) cut[chain.cut] += 1;
    }
  }
  const requests = Math.ceil(made / madeAtOnce) + Math.ceil(made / readAtOnce);
  return { deals, withoutContact, withoutPatient, cut, requests };
}
