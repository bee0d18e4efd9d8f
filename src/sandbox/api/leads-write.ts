import { selfLink } from '../account.ts';
import { type CrmData, newLeadId } from '../crm-data.ts';
import { notAChoice } from '../field/value-rules.ts';
import { type Answer, empty, hal, problem } from '../http/answer.ts';
import { type Call, isObject } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import { withConsequences } from '../lead/consequences.ts';
import { keepLead } from '../lead/keep-lead.ts';
import { judgeLead } from '../lead/lead-input.ts';
import { placeOf, reasonMistake } from '../lead/lead-place.ts';
import type { LeadChange, LeadRecord, Place } from '../lead/lead-record.ts';
import { type LeadWriteContext, newLead, writeLead } from '../lead/lead-write.ts';
import { nowSeconds } from '../now.ts';
import type { RowError } from '../wire.ts';
import { isAnswer, judgeRows, type Row, readBatch, readSingle } from './batch.ts';

const nowhere: Place = { pipelineId: 0, statusId: 0 };

export function leadWriteRoutes(data: CrmData): readonly Route[] {
  const { leads, pipelines, manners } = data;
  const contextOf = (call: Call): LeadWriteContext => ({
    tags: data.tags,
    now: nowSeconds(data.clock),
    userId: call.user.id,
  });
  const linkOf = (id: number) => selfLink(`${data.url()}/api/v4/leads/${id}`);

  /** What the account makes of it is done before anybody can look. */
  const answer = (json: object, requestIds: readonly string[], changes: readonly LeadChange[]) => {
    const effects = withConsequences(data, changes);
    return hal(json, 200, { requestIds, changes: effects.contacts, leads: effects.leads });
  };
  const listOf = (rows: readonly object[]): object => ({
    _links: selfLink(`${data.url()}/api/v4/leads`),
    _embedded: { leads: rows },
  });

  const judge = (row: unknown, before: LeadRecord | null, errors: RowError[]) => {
    const input = judgeLead(row, data, errors);
    const place = placeOf(input, before, pipelines);
    if ('code' in place) errors.push(place);
    return { input, place: 'code' in place ? nowhere : place };
  };

  /** Never looks for doubles: the same row sent twice is two leads. */
  const create = (call: Call): Answer => {
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, (row, errors) => {
      const one = judge(row, null, errors);
      const mistake = reasonMistake(one.input, null, one.place);
      if (mistake) errors.push({ code: 'InvalidType', path: 'loss_reason_id', detail: mistake });
      return one;
    });
    if (isAnswer(judged)) return judged;
    const context = contextOf(call);
    const lost = call.fault?.kind === 'unlinked' ? call.fault.rows : [];
    const changes = judged.map(({ input, place }, index): LeadChange => {
      const lead = writeLead(newLead(newLeadId(data), place, context), input, place, context);
      const contacts = lost.includes(index) ? [] : input.contacts;
      return { before: null, after: keepLead(data, { ...lead, contacts }) };
    });
    const requestIds = judged.map(({ requestId }) => requestId);
    const made = changes.map(({ after: { id } }, index) => ({
      id,
      request_id: requestIds[index],
      _links: linkOf(id),
    }));
    return answer(listOf(made), requestIds, changes);
  };

  const judgeUpdate = (row: unknown, errors: RowError[]) => {
    const id = isObject(row) ? row['id'] : undefined;
    const lead = typeof id === 'number' ? leads.get(id) : null;
    if (id === undefined) {
      errors.push({ code: 'FieldMissing', path: 'id', detail: 'This field is missing.' });
    } else if (lead?.gone !== 0) {
      errors.push({ code: 'NotSupportedChoice', path: 'id', detail: notAChoice });
    }
    return { id: Number(id), before: lead, ...judge(row, lead, errors) };
  };

  const updateRows = (call: Call, rows: readonly Row[], shape: 'list' | 'flat'): Answer => {
    const judged = judgeRows(call, rows, judgeUpdate);
    if (isAnswer(judged)) return judged;
    const mistakes = judged.flatMap(({ id, before, input, place }) => {
      const older = (input.updatedAt ?? Number.POSITIVE_INFINITY) < (before?.updatedAt ?? 0);
      const mistake = older
        ? 'Last modified date is older than in database'
        : reasonMistake(input, before, place);
      return mistake === null ? [] : [[id, mistake] as const];
    });
    if (mistakes.length > 0) {
      return problem(400, 'Invalid request body', { errors: Object.fromEntries(mistakes) });
    }
    const context = contextOf(call);
    const changes = judged.flatMap(({ id, input }): LeadChange[] => {
      // Read again here: one batch may name a lead twice.
      const before = leads.get(id);
      if (!before) return [];
      const place = placeOf(input, before, pipelines);
      if ('code' in place) return [];
      return [{ before, after: keepLead(data, writeLead(before, input, place, context)) }];
    });
    const requestIds = judged.map(({ requestId }) => requestId);
    const updated = changes.map(({ after: { id, updatedAt } }) => ({
      id,
      updated_at: updatedAt,
      _links: linkOf(id),
    }));
    const [first] = updated;
    return answer(shape === 'flat' && first ? first : listOf(updated), requestIds, changes);
  };

  const update = (call: Call): Answer => {
    const rows = readBatch(call);
    return isAnswer(rows) ? rows : updateRows(call, rows, 'list');
  };

  const updateOne = (call: Call): Answer => {
    const rows = readSingle(call);
    if (isAnswer(rows)) return rows;
    const id = Number(call.params[0]);
    if (leads.get(id)?.gone !== 0) {
      return manners.missingSinglePatch === 204 ? empty() : problem(404, 'Entity not found');
    }
    const own = rows.map((one) => ({ ...one, row: { ...(isObject(one.row) && one.row), id } }));
    return updateRows(call, own, manners.singlePatch === 'flat' ? 'flat' : 'list');
  };

  return [
    { method: 'POST', path: '/api/v4/leads', handle: create },
    { method: 'PATCH', path: '/api/v4/leads', handle: update },
    { method: 'PATCH', path: '/api/v4/leads/:id', handle: updateOne },
  ];
}
