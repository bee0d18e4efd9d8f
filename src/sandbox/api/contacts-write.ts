import { judgeContact } from '../contact/contact-input.ts';
import type { ContactRecord } from '../contact/contact-record.ts';
import { newContact, type WriteContext, writeContact } from '../contact/contact-write.ts';
import { type CrmData, keepContact, newContactId } from '../crm-data.ts';
import { type EntityWrites, entityWriteRoutes } from '../entity/entity-writes.ts';
import type { Call } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import { nowSeconds } from '../now.ts';
import { joinedRows } from './joined-rows.ts';

interface Judged {
  readonly input: ReturnType<typeof judgeContact>;
}

export function contactWriteRoutes(data: CrmData): readonly Route[] {
  const contextOf = (call: Call): WriteContext => ({
    tags: data.tags,
    now: nowSeconds(data.clock),
    userId: call.user.id,
    nameOrder: data.manners.contactNameOrder,
    composed: data.manners.nameForm === 'composed',
  });
  const judge: EntityWrites<ContactRecord, Judged>['judgeNew'] = (row, errors) => ({
    input: judgeContact(row, data, errors),
  });
  return entityWriteRoutes<ContactRecord, Judged>(data, {
    name: 'contacts',
    find: (id) => data.contacts.get(id),
    judgeNew: judge,
    judgeChange: (row, _before, errors) => judge(row, errors),
    create: (judged, call) => {
      const context = contextOf(call);
      const { fault } = call;
      const wanted = fault?.kind === 'new-ids' ? fault.ids : [];
      const each = judged.map(({ input }, index) =>
        writeContact(newContact(newContactId(data, wanted[index]), context), input, context),
      );
      const made = fault?.kind === 'one-id' ? joinedRows(each, fault, data.fields) : each;
      const kept = new Map([...new Set(made)].map((one) => [one, keepContact(data, one)]));
      return made.map((one) => kept.get(one) ?? one);
    },
    change: (before, { input }, call) =>
      keepContact(data, writeContact(before, input, contextOf(call))),
    createdJson: ({ id }) => ({ id, is_deleted: false, is_unsorted: false }),
    updatedJson: ({ id, name, updatedAt }, requestId, shape) => ({
      id,
      name,
      updated_at: updatedAt,
      ...(shape === 'list' && { request_id: requestId }),
    }),
    effects: (changes) => ({ changes }),
  });
}
