import {
  type LossReasonId,
  lostStatus,
  type PipelineId,
  type StatusId,
  wonStatus,
} from '../../amocrm/model/lead.ts';
import { type VisitStage, visitStages } from '../stage.ts';

/** Where a deal stands. */
export interface Place {
  readonly pipeline: PipelineId;
  readonly status: StatusId;
}

export interface Pipeline {
  readonly places: Readonly<Record<VisitStage, Place>>;
  /** Statuses of «Неразобранное» (type 1): any write takes a deal out of there. */
  readonly unsorted: ReadonlySet<StatusId>;
  /** Statuses that people keep to themselves. */
  readonly protected: ReadonlySet<StatusId>;
}

/** A deal, and the visit that it is to follow. */
export interface MoveCase {
  /** Where amoCRM shows it. */
  readonly at: Place;
  /** Where we last put it, and as what; null: never. */
  readonly put: (Place & { readonly as: VisitStage }) | null;
  /** Whether anybody but us has changed it since it was made. */
  readonly isTouched: boolean;
  readonly stage: VisitStage;
  readonly quietUntil: number;
  readonly now: number;
  /** Why it is lost; null: no reason of amoCRM's is meant. */
  readonly lossReason: LossReasonId | null;
  /** Those that amoCRM still has. */
  readonly lossReasons: ReadonlySet<LossReasonId>;
}

/** Why a stage is not touched. */
type Left =
  | 'unsorted'
  | 'protected'
  | 'closed-by-person'
  | 'led-by-person'
  | 'touched'
  | 'never-put';

/** What the guard counts; moving on is everyday work. */
type MoveKind = 'forward' | 'closed' | 'reopened' | 'back';

/** What of the deal is written with a move. */
interface MoveBody {
  readonly pipeline_id: PipelineId;
  readonly status_id: StatusId;
  readonly loss_reason_id?: LossReasonId | null;
}

export type Move =
  | { readonly move: 'stays' }
  /** A visit may yet become what it was. */
  | { readonly move: 'waits'; readonly until: number }
  /** Its fields follow, the stage does not; of `unsorted` nothing is written at all. */
  | { readonly move: 'left'; readonly why: Left }
  | { readonly move: 'moves'; readonly kind: MoveKind; readonly body: MoveBody };

/**
 * A deal moves only while it stands where we last put it, and only further on, or back where IDENT went back and no person
 * touched it. Whoever moves, closes or reopens it leads it from then on.
 */
export function moveOf(visit: MoveCase, pipeline: Pipeline): Move {
  const { at, put, stage, now } = visit;
  if (pipeline.unsorted.has(at.status)) return left('unsorted');
  const to = pipeline.places[stage];
  if (isSame(at, to)) return { move: 'stays' };
  if (pipeline.protected.has(at.status)) return left('protected');
  if (put === null) return left('never-put');
  if (!isSame(at, put)) return left(isClosed(at) ? 'closed-by-person' : 'led-by-person');
  const isBack = rankOf(stage) < rankOf(put.as);
  if (isBack && visit.isTouched) return left('touched');
  // Nothing is written into «Неразобранное», wherever a map leads.
  if (pipeline.unsorted.has(to.status)) return left('unsorted');
  if (now < visit.quietUntil) return { move: 'waits', until: visit.quietUntil };
  return {
    move: 'moves',
    kind: kindOf(at, to, isBack),
    body: { pipeline_id: to.pipeline, status_id: to.status, ...reasonOf(visit, to) },
  };
}

/** amoCRM takes a reason for what is lost alone, and one that it still has. */
function reasonOf(
  { at, lossReason, lossReasons }: MoveCase,
  to: Place,
): Pick<MoveBody, 'loss_reason_id'> {
  if (to.status !== lostStatus) return at.status === lostStatus ? { loss_reason_id: null } : {};
  const isThere = lossReason !== null && lossReasons.has(lossReason);
  return isThere ? { loss_reason_id: lossReason } : {};
}

function kindOf(at: Place, to: Place, isBack: boolean): MoveKind {
  if (isClosed(to)) return 'closed';
  if (isClosed(at)) return 'reopened';
  return isBack ? 'back' : 'forward';
}

const left = (why: Left): Move => ({ move: 'left', why });

export const isSame = (one: Place, other: Place): boolean =>
  one.pipeline === other.pipeline && one.status === other.status;

const isClosed = ({ status }: Place): boolean => status === wonStatus || status === lostStatus;

/** A booking whose time passed is no further than one ahead. */
const rankOf = (stage: VisitStage): number =>
  visitStages.indexOf(stage === 'open' ? 'planned' : stage);
