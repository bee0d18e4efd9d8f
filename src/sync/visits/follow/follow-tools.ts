import type { AmoLead, LeadPatch, LossReasonId } from '../../../amocrm/model/lead.ts';
import type { Hasher } from '../../../contact/value/hasher.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import type { Left, MoveKind, Pipeline } from '../../../visits/deal/move.ts';
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

/** What became of deals that were looked at. */
export interface FollowOutcomes {
  readonly moved: Record<MoveKind, number>;
  readonly left: Record<Left, number>;
  updated: number;
  /** Until when those that wait do so. */
  readonly waiting: Map<VisitKey, number>;
  /** The day has no room for what they change. */
  readonly postponed: Set<VisitKey>;
  /** Not to be found: they are left as they are known. */
  gone: number;
  /** They carry another key, or none. */
  odd: number;
  pricesLeft: number;
  /** Bills that come to less than they did. */
  pricesFell: number;
  /** Lost without the reason that was meant: amoCRM has it no more. */
  withoutReason: number;
  /** amoCRM rejects what they say. */
  rejected: number;
}

export const nothingFollowed = (): FollowOutcomes => ({
  moved: { forward: 0, closed: 0, reopened: 0, back: 0 },
  left: {
    unsorted: 0,
    protected: 0,
    'closed-by-person': 0,
    'led-by-person': 0,
    touched: 0,
    'never-put': 0,
  },
  updated: 0,
  waiting: new Map(),
  postponed: new Set(),
  gone: 0,
  odd: 0,
  pricesLeft: 0,
  pricesFell: 0,
  withoutReason: 0,
  rejected: 0,
});
