import type { AmoLossReason, AmoPipeline, AmoStatus } from '../../amocrm/model/lead.ts';
import { named, single } from './named.ts';
import {
  ownPipeline,
  ownStages,
  type PipelineChoice,
  type SetupStage,
  setupStages,
} from './stages.ts';

/** What was made or found before, by ids: names may have been changed since. */
export interface KnownPipeline {
  readonly id: number;
  readonly stages: Readonly<Partial<Record<SetupStage, number>>>;
}

/** `unfit`: «Неразобранное», won or lost. `backward`: it stands before the one that leads to it. */
type StageStatus = 'ok' | 'missing' | 'several' | 'unfit' | 'backward';

export interface StageLine {
  readonly stage: SetupStage;
  /** What it is looked for by. */
  readonly wanted: string;
  readonly status: StageStatus;
  readonly found: AmoStatus | null;
}

export interface PipelineMatch {
  readonly wanted: string;
  /** Whether it would be made where it is missing: one that a setting names is not. */
  readonly isOurs: boolean;
  readonly status: 'ok' | 'missing' | 'several' | 'archived';
  readonly found: AmoPipeline | null;
  readonly stages: readonly StageLine[];
}

/** Finds the pipeline of visits and its stages: by the setting, else by what was used before, else by our names. */
export function matchPipeline(
  pipelines: readonly AmoPipeline[],
  choice: PipelineChoice,
  known: KnownPipeline | null,
): PipelineMatch {
  const remembered =
    choice.pipeline === null ? pipelines.find(({ id }) => id === known?.id) : undefined;
  const wanted = choice.pipeline ?? ownPipeline;
  const isOurs = choice.pipeline === null;
  const all = remembered === undefined ? named(pipelines, wanted) : [remembered];
  const { status, found } = single(all);
  if (found === null) return { wanted, isOurs, status, found, stages: [] };
  const stages = matchStages(found, choice, found.id === known?.id ? known : null);
  return { wanted, isOurs, status: found.isArchive ? 'archived' : 'ok', found, stages };
}

function matchStages(
  { statuses }: AmoPipeline,
  choice: PipelineChoice,
  known: KnownPipeline | null,
): readonly StageLine[] {
  let before = Number.NEGATIVE_INFINITY;
  return setupStages.map((stage): StageLine => {
    const said = choice.stages.get(stage);
    const remembered = statuses.find(({ id }) => said === undefined && id === known?.stages[stage]);
    const wanted = said ?? ownStages[stage];
    const all = remembered === undefined ? named(statuses, wanted) : [remembered];
    const { status, found } = single(all);
    if (found === null) return { stage, wanted, status, found };
    if (found.kind !== 'stage') return { stage, wanted, status: 'unfit', found };
    // Deals are moved on only: several steps of a visit may share a stage, none may lead back.
    if (found.sort < before) return { stage, wanted, status: 'backward', found };
    before = found.sort;
    return { stage, wanted, status: 'ok', found };
  });
}

export interface ReasonLine {
  /** IDENT's. */
  readonly cancelReason: string;
  readonly wanted: string;
  readonly status: 'ok' | 'missing' | 'several';
  /** null: a deal is closed without one. */
  readonly found: AmoLossReason | null;
}

export const matchLossReasons = (
  reasons: readonly AmoLossReason[],
  { lossReasons }: PipelineChoice,
): readonly ReasonLine[] =>
  [...lossReasons].map(([cancelReason, wanted]) => ({
    cancelReason,
    wanted,
    ...single(named(reasons, wanted)),
  }));
