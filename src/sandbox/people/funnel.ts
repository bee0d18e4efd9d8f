import type { CrmData } from '../crm-data.ts';
import { keepLead } from '../lead/keep-lead.ts';
import type { LeadRecord } from '../lead/lead-record.ts';
import type { Recorder } from '../log/recorder.ts';
import { nowSeconds } from '../now.ts';
import {
  firstStageOf,
  type LossReasonRecord,
  type PipelineRecord,
  statusOf,
} from '../pipeline/pipeline-record.ts';
import type { NewPipeline } from '../pipeline/pipelines.ts';
import { PersonMistake } from './person-mistake.ts';

/** What an administrator does with pipelines, stages and reasons of losses by hand. */
export interface Funnel {
  pipelines(): readonly PipelineRecord[];
  createPipeline(input: NewPipeline): PipelineRecord;
  changePipeline(
    id: number,
    change: Partial<Pick<PipelineRecord, 'name' | 'isUnsortedOn' | 'isArchive'>>,
  ): void;
  /** Its leads vanish with it. */
  deletePipeline(id: number): void;
  renameStage(pipelineId: number, statusId: number, name: string): void;
  /** Its leads go to the first stage. */
  deleteStage(pipelineId: number, statusId: number): void;
  lossReasons(): readonly LossReasonRecord[];
  createLossReason(name: string): LossReasonRecord;
  deleteLossReason(id: number): void;
}

export function makeFunnel(data: CrmData, recorder: Recorder): Funnel {
  const { pipelines } = data;
  const existing = (id: number): PipelineRecord => {
    const pipeline = pipelines.store.get(id);
    if (!pipeline) throw new PersonMistake(`there is no such pipeline: ${id}`);
    return pipeline;
  };
  const leadsOf = (holds: (lead: LeadRecord) => boolean): readonly LeadRecord[] =>
    data.leads.list({ order: 'id', descending: false, limit: -1, offset: 0 }).filter(holds);
  const act = (method: string, work: () => void): void => {
    data.db.transaction(work);
    recorder.acted('person', method, '/leads/pipelines', {});
  };
  const stamp = () => ({
    updatedAt: nowSeconds(data.clock),
    updatedBy: data.account.admin.id,
  });

  return {
    pipelines: () => pipelines.all(),
    createPipeline: (input) => data.db.transaction(() => pipelines.create(input)),
    changePipeline: (id, change) =>
      act('change-pipeline', () => pipelines.store.save({ ...existing(id), ...change })),
    deletePipeline: (id) =>
      act('delete-pipeline', () => {
        if (existing(id).isMain) throw new PersonMistake('the main pipeline stays');
        for (const lead of leadsOf(({ pipelineId }) => pipelineId === id)) {
          keepLead(data, { ...lead, ...stamp(), gone: 1 });
        }
        pipelines.store.delete(id);
      }),
    renameStage: (pipelineId, statusId, name) =>
      act('rename-stage', () => {
        const pipeline = existing(pipelineId);
        const statuses = pipeline.statuses.map((status) =>
          status.id === statusId ? { ...status, name } : status,
        );
        pipelines.store.save({ ...pipeline, statuses });
      }),
    deleteStage: (pipelineId, statusId) =>
      act('delete-stage', () => {
        const pipeline = existing(pipelineId);
        if (!statusOf(pipeline, statusId)) throw new PersonMistake('there is no such stage');
        const left = {
          ...pipeline,
          statuses: pipeline.statuses.filter(({ id }) => id !== statusId),
        };
        pipelines.store.save(left);
        const on = firstStageOf(left);
        for (const lead of leadsOf(
          (one) => one.pipelineId === pipelineId && one.statusId === statusId,
        )) {
          keepLead(data, { ...lead, ...stamp(), statusId: on });
        }
      }),
    lossReasons: () => pipelines.lossReasons.all(),
    createLossReason: (name) =>
      data.db.transaction(() => pipelines.createLossReason(name, nowSeconds(data.clock))),
    deleteLossReason: (id) => act('delete-loss-reason', () => pipelines.lossReasons.delete(id)),
  };
}
