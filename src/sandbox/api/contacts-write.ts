import { selfLink } from '../account.ts';
import { judgeContact } from '../contact/contact-input.ts';
import type { ContactChange, ContactRecord } from '../contact/contact-record.ts';
import { newContact, type WriteContext, writeContact } from '../contact/contact-write.ts';
import { type CrmData, keepContact, newContactId } from '../crm-data.ts';
import { notAChoice } from '../field/value-rules.ts';
import { type Answer, empty, hal, problem } from '../http/answer.ts';
import { type Call, isObject } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import { nowSeconds } from '../now.ts';
import type { RowError } from '../wire.ts';
import { isAnswer, judgeRows, type Row, readBatch, readSingle } from './batch.ts';
import { joinedRows } from './joined-rows.ts';

export function contactWriteRoutes(data: CrmData): readonly Route[] {
  const contextOf = (call: Call): WriteContext => ({
    tags: data.tags,
    now: nowSeconds(data.clock),
    userId: call.user.id,
    nameOrder: data.manners.contactNameOrder,
    composed: data.manners.nameForm === 'composed',
  });
  const linkOf = (id: number) => selfLink(`${data.url()}/api/v4/contacts/${id}`);

  const answer = (
    rows: readonly object[],
    requestIds: string[],
    changes: ContactChange[],
  ): Answer =>
    hal({ _links: selfLink(`${data.url()}/api/v4/contacts`), _embedded: { contacts: rows } }, 200, {
      requestIds,
      changes,
    });

  /** Never looks for doubles: the same row sent twice is two contacts. An `id` in it means nothing. */
  const create = (call: Call): Answer => {
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const judged = judgeRows(call, rows, (row, errors) => ({
      input: judgeContact(row, data, errors),
    }));
    if (isAnswer(judged)) return judged;
    const context = contextOf(call);
    const { fault } = call;
    const wanted = fault?.kind === 'new-ids' ? fault.ids : [];
    const each = judged.map(({ input }, index) =>
      writeContact(newContact(newContactId(data, wanted[index]), context), input, context),
    );
    const made = fault?.kind === 'one-id' ? joinedRows(each, fault, data.fields) : each;
    const changes = [...new Set(made)].map(
      (contact): ContactChange => ({ before: null, after: keepContact(data, contact) }),
    );
    const requestIds = judged.map(({ requestId }) => requestId);
    const created = made.map(({ id }, index) => ({
      id,
      is_deleted: false,
      is_unsorted: false,
      request_id: requestIds[index],
      _links: linkOf(id),
    }));
    return answer(created, requestIds, changes);
  };

  const judgeUpdate = (row: unknown, errors: RowError[]) => {
    const id = isObject(row) ? row['id'] : undefined;
    const contact = typeof id === 'number' ? data.contacts.get(id) : null;
    if (id === undefined) {
      errors.push({ code: 'FieldMissing', path: 'id', detail: 'This field is missing.' });
    } else if (typeof id !== 'number') {
      errors.push({ code: 'InvalidType', path: 'id', detail: 'This value should be of type int.' });
    } else if (contact?.gone !== 0) {
      errors.push({ code: 'NotSupportedChoice', path: 'id', detail: notAChoice });
    }
    return { id: Number(id), input: judgeContact(row, data, errors) };
  };

  const updateRows = (call: Call, rows: readonly Row[], shape: 'list' | 'flat'): Answer => {
    const judged = judgeRows(call, rows, judgeUpdate);
    if (isAnswer(judged)) return judged;
    const stale = judged.filter(({ id, input }) => {
      return (
        (input.updatedAt ?? Number.POSITIVE_INFINITY) < (data.contacts.get(id)?.updatedAt ?? 0)
      );
    });
    if (stale.length > 0) {
      const detail = 'Last modified date is older than in database';
      const errors = Object.fromEntries(stale.map(({ id }) => [id, detail]));
      return problem(400, 'Invalid request body', { errors });
    }
    const context = contextOf(call);
    const changes = judged.flatMap(({ id, input }): ContactChange[] => {
      // Read again here: one batch may name a contact twice.
      const before = data.contacts.get(id);
      if (!before) return [];
      return [{ before, after: keepContact(data, writeContact(before, input, context)) }];
    });
    const requestIds = judged.map(({ requestId }) => requestId);
    const updated = changes.map(({ after }, index) => ({
      ...updatedJson(after),
      ...(shape === 'list' && { request_id: requestIds[index] }),
      _links: linkOf(after.id),
    }));
    const [first] = updated;
    if (shape === 'flat' && first) return hal(first, 200, { requestIds, changes });
    return answer(updated, requestIds, changes);
  };

  const update = (call: Call): Answer => {
    const rows = readBatch(call);
    return isAnswer(rows) ? rows : updateRows(call, rows, 'list');
  };

  const updateOne = (call: Call): Answer => {
    const rows = readSingle(call);
    if (isAnswer(rows)) return rows;
    const id = Number(call.params[0]);
    if (data.contacts.get(id)?.gone !== 0) {
      return data.manners.missingSinglePatch === 204 ? empty() : problem(404, 'Entity not found');
    }
    const own = rows.map((one) => ({ ...one, row: { ...(isObject(one.row) && one.row), id } }));
    return updateRows(call, own, data.manners.singlePatch === 'flat' ? 'flat' : 'list');
  };

  return [
    { method: 'POST', path: '/api/v4/contacts', handle: create },
    { method: 'PATCH', path: '/api/v4/contacts', handle: update },
    { method: 'PATCH', path: '/api/v4/contacts/:id', handle: updateOne },
  ];
}

const updatedJson = ({ id, name, updatedAt }: ContactRecord) => ({
  id,
  name,
  updated_at: updatedAt,
});
