import type { AmoLead, LeadPatch, LossReasonId } from '../../../amocrm/model/lead.ts';
import type { Hasher } from '../../../contact/value/hasher.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import type { Pipeline } from '../../../visits/deal/move.ts';
import type { VisitStage } from '../../../visits/stage.ts';
import type { VisitKey } from '../../../visits/visit-key.ts';
import type { DealItems } from '../deal/deal-items.ts';
import type { DealKind, DealTools } from '../deal/deal-tools.ts';

/** A visit whose deal follows it. */
export interface FollowedVisit extends DealItems {
  readonly visit: VisitKey;
  readonly stage: VisitStage;
  readonly quietUntil: number;
  readonly lossReason: LossReasonId | null;
  /** Keyed hash of all that it says. */
  readonly fingerprint: string;
}

export interface FollowTools extends DealTools {
  readonly hasher: Hasher;
  readonly pipeline: Pipeline;
  readonly lossReasons: ReadonlySet<LossReasonId>;
  /** The user of our token: who else has written a deal last has touched it, but for robots. */
  readonly self: number;
}

/** A visit beside its deal, as amoCRM shows it. */
export interface SeenDeal {
  readonly visit: FollowedVisit;
  readonly row: VisitDealRow;
  readonly lead: AmoLead;
}

/** What is to be written of a deal, and known of it then. */
export interface DealWrite {
  readonly row: VisitDealRow;
  readonly patch: LeadPatch;
  /** What of it the guard counts. */
  readonly kinds: readonly DealKind[];
  readonly fingerprint: string;
}

/** Whether anybody but us wrote a deal last. Robots of the account itself have no number. */
export const isOthers = ({ updatedBy }: Pick<AmoLead, 'updatedBy'>, self: number): boolean =>
  updatedBy === null || (updatedBy !== 0 && updatedBy !== self);
