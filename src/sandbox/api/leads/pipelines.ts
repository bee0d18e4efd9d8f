import type { CrmData } from '../../crm-data.ts';
import { isAnswer, judgeRows, readBatch } from '../../entity/batch.ts';
import { notAChoice } from '../../field/value-rules.ts';
import { type Answer, empty, hal, problem } from '../../http/answer.ts';
import { type Call, isObject, type JsonObject } from '../../http/call.ts';
import type { Route } from '../../http/router.ts';
import { lossReasonJson, pipelineJson, statusJson } from '../../pipeline/pipeline-json.ts';
import { isClosed, type PipelineRecord } from '../../pipeline/pipeline-record.ts';
import type { NewStatus } from '../../pipeline/pipelines.ts';
import type { RowError } from '../../wire.ts';
import { adminOnly } from '../custom-fields.ts';
import { totalledList } from '../totalled-list.ts';

const root = '/api/v4/leads';
const mostPipelines = 50;
/** With the three that each pipeline has. */
const mostStatuses = 100;

const colors = new Set(
  `#fffeb2 #fffd7f #fff000 #ffeab2 #ffdc7f #ffce5a #ffdbdb #ffc8c8 #ff8f92 #d6eaff #c1e0ff #98cbff #ebffb1 #deff81
   #87f2c0 #f9deff #f3beff #ccc8f9 #eb93ff #f2f3f4 #e6e8ea`.split(/\s+/),
);

/** Pipelines, their stages, and the reasons of losses. Everybody may read them, an administrator make them. */
export function pipelineRoutes(data: CrmData): readonly Route[] {
  const { pipelines } = data;
  const find = (call: Call): PipelineRecord | undefined =>
    pipelines.store.get(Number(call.params[0]));
  const missing = problem(404, 'Pipeline not found');

  const list = (call: Call): Answer => {
    const all = pipelines.all().map((one) => pipelineJson(one, data));
    return totalledList(call, data.url(), 'pipelines', all);
  };

  const one = (call: Call): Answer => {
    const pipeline = find(call);
    return pipeline ? hal(pipelineJson(pipeline, data)) : missing;
  };

  const statuses = (call: Call): Answer => {
    const pipeline = find(call);
    if (!pipeline) return missing;
    const all = pipeline.statuses.map((status) => statusJson(status, pipeline.id, data));
    return totalledList(call, data.url(), 'statuses', all);
  };

  const create = (call: Call): Answer => {
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, judgePipeline);
    if (isAnswer(judged)) return judged;
    if (pipelines.all().length + judged.length > mostPipelines) {
      return problem(422, `Limit of ${mostPipelines} pipelines is reached`);
    }
    const made = judged.map(({ requestId, ...input }) => ({
      ...pipelineJson(pipelines.create(input), data),
      request_id: requestId,
    }));
    return hal({ _total_items: made.length, _embedded: { pipelines: made } });
  };

  const addStatuses = (call: Call): Answer => {
    const pipeline = find(call);
    if (!pipeline) return missing;
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, (row, errors) => judgeStatus(row, '', errors));
    if (isAnswer(judged)) return judged;
    if (pipeline.statuses.length + judged.length > mostStatuses) {
      return problem(422, `Limit of ${mostStatuses} statuses is reached`);
    }
    const made = pipelines.addStatuses(pipeline, judged).map((status, index) => ({
      ...statusJson(status, pipeline.id, data),
      request_id: judged[index]?.requestId,
    }));
    return hal({ _total_items: made.length, _embedded: { statuses: made } });
  };

  const lossReasons = (call: Call): Answer => {
    const all = pipelines.lossReasons.all().map((reason) => lossReasonJson(reason, data));
    return totalledList(call, data.url(), 'loss_reasons', all);
  };

  const lossReason = (call: Call): Answer => {
    const reason = pipelines.lossReasons.get(Number(call.params[0]));
    return reason ? hal(lossReasonJson(reason, data)) : empty();
  };

  return [
    { method: 'GET', path: `${root}/pipelines`, handle: list },
    { method: 'POST', path: `${root}/pipelines`, handle: adminOnly(create) },
    { method: 'GET', path: `${root}/pipelines/:id`, handle: one },
    { method: 'GET', path: `${root}/pipelines/:id/statuses`, handle: statuses },
    { method: 'POST', path: `${root}/pipelines/:id/statuses`, handle: adminOnly(addStatuses) },
    { method: 'GET', path: `${root}/loss_reasons`, handle: lossReasons },
    { method: 'GET', path: `${root}/loss_reasons/:id`, handle: lossReason },
  ];
}

const textOf = (row: JsonObject, key: string, at: string, errors: RowError[]): string => {
  const value = row[key];
  if (typeof value === 'string' && value.trim() !== '') return value;
  errors.push({ code: 'FieldMissing', path: `${at}${key}`, detail: 'This field is missing.' });
  return '';
};

function judgePipeline(row: unknown, errors: RowError[]) {
  const sent = isObject(row) ? row : {};
  const need = (key: string, isGiven: boolean): void => {
    if (isGiven) return;
    errors.push({ code: 'FieldMissing', path: key, detail: 'This field is missing.' });
  };
  need('sort', typeof sent['sort'] === 'number');
  need('is_main', typeof sent['is_main'] === 'boolean');
  need('is_unsorted_on', typeof sent['is_unsorted_on'] === 'boolean');
  const embedded = isObject(sent['_embedded']) ? sent['_embedded']['statuses'] : [];
  const statuses: readonly unknown[] = Array.isArray(embedded) ? embedded : [];
  return {
    name: textOf(sent, 'name', '', errors),
    sort: Number(sent['sort']),
    isMain: sent['is_main'] === true,
    isUnsortedOn: sent['is_unsorted_on'] === true,
    statuses: statuses.map((status, at) =>
      judgeStatus(status, `_embedded.statuses.${at}.`, errors),
    ),
  };
}

function judgeStatus(row: unknown, at: string, errors: RowError[]): NewStatus {
  const sent = isObject(row) ? row : {};
  const { id, color } = sent;
  const name = textOf(sent, 'name', at, errors);
  const wrong = (key: string): void => {
    errors.push({ code: 'NotSupportedChoice', path: `${at}${key}`, detail: notAChoice });
  };
  if (color !== undefined && !colors.has(String(color))) wrong('color');
  if (typeof id === 'number' && isClosed(id)) return { id, name };
  if (id !== undefined) wrong('id');
  return { name, ...(color !== undefined && { color: String(color) }) };
}
