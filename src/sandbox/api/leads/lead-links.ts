import { selfLink } from '../../account.ts';
import type { CrmData } from '../../crm-data.ts';
import { isAnswer, judgeRows, readBatch } from '../../entity/batch.ts';
import { notAChoice } from '../../field/value-rules.ts';
import { type Answer, empty, hal, problem } from '../../http/answer.ts';
import { type Call, isObject, type JsonObject } from '../../http/call.ts';
import type { Route } from '../../http/router.ts';
import { withConsequences } from '../../lead/consequences.ts';
import { keepLead } from '../../lead/keep-lead.ts';
import { withOneMain } from '../../lead/lead-input.ts';
import { linkedContacts } from '../../lead/lead-json.ts';
import type { LeadChange, LeadContact } from '../../lead/lead-record.ts';
import { nowSeconds } from '../../now.ts';
import type { RowError } from '../../wire.ts';

interface Link {
  readonly leadId: number;
  readonly contactId: number;
  readonly isMain: boolean;
}

const linkJson = ({ leadId, contactId, isMain }: Link) => ({
  entity_id: leadId,
  entity_type: 'leads',
  to_entity_id: contactId,
  to_entity_type: 'contacts',
  metadata: { main_contact: isMain },
});

/** Which contacts stand in leads. The documents name no such list of a contact's leads: those come `with=leads`. */
export function leadLinkRoutes(data: CrmData): readonly Route[] {
  const path = '/api/v4/leads';
  const { leads } = data;

  const linksOf = (leadId: number): readonly Link[] => {
    const lead = leads.get(leadId);
    if (lead?.gone !== 0) return [];
    return linkedContacts(lead, data).map(({ id, isMain }) => ({ leadId, contactId: id, isMain }));
  };
  const listed = (call: Call, links: readonly object[]): Answer =>
    hal({
      _total_items: links.length,
      _links: selfLink(`${data.url()}${call.path}`),
      _embedded: { links },
    });

  const ofOne = (call: Call): Answer =>
    listed(
      call,
      linksOf(Number(call.params[0])).map((link) => {
        const { to_entity_id, to_entity_type, metadata } = linkJson(link);
        return { to_entity_id, to_entity_type, metadata };
      }),
    );

  /** This filter works without the paid option: without it there is no answer. */
  const ofMany = (call: Call): Answer => {
    const ids = [...call.query].filter(([key]) => /^filter\[entity_id\](\[\d*\])?$/.test(key));
    if (ids.length === 0) return problem(400, 'filter[entity_id] is missing');
    return listed(
      call,
      ids.flatMap(([, id]) => linksOf(Number(id)).map(linkJson)),
    );
  };

  const judge = (row: unknown, own: number | undefined, errors: RowError[]): Link => {
    const { entity_id, to_entity_id, to_entity_type, metadata }: JsonObject = isObject(row)
      ? row
      : {};
    const leadId = own ?? Number(entity_id);
    const contactId = Number(to_entity_id);
    const wrong = (key: string): void => {
      errors.push({ code: 'NotSupportedChoice', path: key, detail: notAChoice });
    };
    if (leads.get(leadId)?.gone !== 0) wrong('entity_id');
    if (data.contacts.get(contactId)?.gone !== 0) wrong('to_entity_id');
    if (to_entity_type !== 'contacts') wrong('to_entity_type');
    return { leadId, contactId, isMain: isObject(metadata) && metadata['is_main'] === true };
  };

  const written = (
    call: Call,
    change: (contacts: readonly LeadContact[], link: Link) => readonly LeadContact[],
  ): Answer => {
    const rows = readBatch(call);
    if (isAnswer(rows)) return rows;
    const own = call.params[0] === undefined ? undefined : Number(call.params[0]);
    const judged = judgeRows(call, rows, (row, errors) => judge(row, own, errors));
    if (isAnswer(judged)) return judged;
    const lost = call.fault?.kind === 'unlinked' ? call.fault.rows : [];
    const stamp = { updatedAt: nowSeconds(data.clock), updatedBy: call.user.id };
    const changes = judged.flatMap((link, index): LeadChange[] => {
      const before = leads.get(link.leadId);
      if (!before || lost.includes(index)) return [];
      const contacts = change(before.contacts, link);
      return [{ before, after: keepLead(data, { ...before, ...stamp, contacts }) }];
    });
    const effects = withConsequences(data, changes);
    const requestIds = judged.map(({ requestId }) => requestId);
    const done = { requestIds, changes: effects.contacts, leads: effects.leads };
    return { ...listed(call, judged.map(linkJson)), written: done };
  };

  const link = (call: Call): Answer =>
    written(call, (contacts, { contactId, isMain }) => {
      const others = contacts
        .filter(({ id }) => id !== contactId)
        .map((one) => (isMain ? { ...one, isMain: false } : one));
      return withOneMain([...others, { id: contactId, isMain }]);
    });

  const unlink = (call: Call): Answer => {
    const done = written(call, (contacts, { contactId }) =>
      withOneMain(contacts.filter(({ id }) => id !== contactId)),
    );
    return done.written ? { ...empty(), written: done.written } : done;
  };

  return [
    { method: 'GET', path: `${path}/:id/links`, handle: ofOne },
    { method: 'GET', path: `${path}/links`, handle: ofMany },
    { method: 'POST', path: `${path}/:id/link`, handle: link },
    { method: 'POST', path: `${path}/link`, handle: link },
    { method: 'POST', path: `${path}/:id/unlink`, handle: unlink },
    { method: 'POST', path: `${path}/unlink`, handle: unlink },
  ];
}
