import { notAChoice } from '../field/value-rules.ts';
import { firstStageOf, lostId, statusOf } from '../pipeline/pipeline-record.ts';
import type { Pipelines } from '../pipeline/pipelines.ts';
import type { RowError } from '../wire.ts';
import type { LeadInput } from './lead-input.ts';
import type { LeadRecord, Place } from './lead-record.ts';

/** Where a write puts a lead, or what is wrong with it. */
export function placeOf(
  { statusId, pipelineId }: Pick<LeadInput, 'statusId' | 'pipelineId'>,
  before: LeadRecord | null,
  pipelines: Pipelines,
): Place | RowError {
  if (pipelineId !== undefined && !pipelines.store.get(pipelineId)) return noChoice('pipeline_id');
  if (statusId === undefined) return stayOrBegin(pipelineId, before, pipelines);
  // What amoCRM takes 142 and 143 for without their pipeline is nowhere recorded: here it is the worse, the main one.
  const pipeline =
    pipelineId === undefined ? pipelines.withStatus(statusId) : pipelines.store.get(pipelineId);
  const status = statusOf(pipeline, statusId);
  if (!pipeline || !status || status.isUnsorted) return noChoice('status_id');
  return { pipelineId: pipeline.id, statusId };
}

const noChoice = (path: string): RowError => ({
  code: 'NotSupportedChoice',
  path,
  detail: notAChoice,
});

/** Without a stage: the first one of its pipeline. Any write accepts a lead out of «Неразобранное». */
function stayOrBegin(
  pipelineId: number | undefined,
  before: LeadRecord | null,
  pipelines: Pipelines,
): Place {
  const wanted = pipelineId ?? before?.pipelineId;
  const pipeline =
    (wanted === undefined ? undefined : pipelines.store.get(wanted)) ?? pipelines.main();
  const stays =
    before?.pipelineId === pipeline.id && !statusOf(pipeline, before.statusId)?.isUnsorted;
  return { pipelineId: pipeline.id, statusId: stays ? before.statusId : firstStageOf(pipeline) };
}

/**
 * Only a lost lead has a reason; whoever takes one out of there has to take the reason away with it.
 *
 * @returns amoCRM's own words where that is broken
 */
export function reasonMistake(
  input: Pick<LeadInput, 'lossReasonId'>,
  before: LeadRecord | null,
  { statusId }: Place,
): string | null {
  const reason = input.lossReasonId === undefined ? before?.lossReasonId : input.lossReasonId;
  if (statusId === lostId || reason === null || reason === undefined) return null;
  return 'Loss reason can be specified only for lost lead';
}
