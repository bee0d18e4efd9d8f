import { selfLink } from '../account.ts';
import type { CrmData } from '../crm-data.ts';
import {
  isClosed,
  type LossReasonRecord,
  type PipelineRecord,
  type StatusRecord,
} from './pipeline-record.ts';

type View = Pick<CrmData, 'account' | 'url'>;

const root = '/api/v4/leads';

export const statusJson = (status: StatusRecord, pipelineId: number, { account, url }: View) => ({
  id: status.id,
  name: status.name,
  sort: status.sort,
  is_editable: !status.isUnsorted && !isClosed(status.id),
  pipeline_id: pipelineId,
  color: status.color,
  type: status.isUnsorted ? 1 : 0,
  account_id: account.id,
  _links: selfLink(`${url()}${root}/pipelines/${pipelineId}/statuses/${status.id}`),
});

/** A pipeline with its stages, as the API answers it. */
export const pipelineJson = (pipeline: PipelineRecord, view: View) => ({
  id: pipeline.id,
  name: pipeline.name,
  sort: pipeline.sort,
  is_main: pipeline.isMain,
  is_unsorted_on: pipeline.isUnsortedOn,
  is_archive: pipeline.isArchive,
  account_id: view.account.id,
  _links: selfLink(`${view.url()}${root}/pipelines/${pipeline.id}`),
  _embedded: {
    statuses: pipeline.statuses.map((status) => statusJson(status, pipeline.id, view)),
  },
});

export const lossReasonJson = (reason: LossReasonRecord, { url }: View) => ({
  id: reason.id,
  name: reason.name,
  sort: reason.sort,
  created_at: reason.createdAt,
  updated_at: reason.updatedAt,
  _links: selfLink(`${url()}${root}/loss_reasons/${reason.id}`),
});
