import type { ContactChange, ContactRecord } from '../contact/contact-record.ts';
import { type CrmData, keepContact } from '../crm-data.ts';
import { nowSeconds } from '../now.ts';
import { mergeContacts } from '../people/merge.ts';
import { isClosed, statusOf } from '../pipeline/pipeline-record.ts';
import { relinkLeads } from './keep-lead.ts';
import type { LeadChange, LeadRecord } from './lead-record.ts';
import { mergeLeads } from './merge-leads.ts';

export interface Effects {
  readonly contacts: readonly ContactChange[];
  readonly leads: readonly LeadChange[];
}

/** More doubles than that, and it lets an incoming lead be. */
const mostDoubles = 3;

/**
 * Glues each incoming lead to the newest open one whose main contact has the same phone, and their contacts with it: also
 * where those are two people of one family.
 */
export function glueIncoming(data: CrmData): Effects {
  const contacts: ContactChange[] = [];
  const leads: LeadChange[] = [];
  const all = data.leads.list({ order: 'id', descending: true, limit: -1, offset: 0 });
  const isIncoming = (lead: LeadRecord): boolean =>
    statusOf(data.pipelines.store.get(lead.pipelineId), lead.statusId)?.isUnsorted === true;
  const open = all.filter((lead) => !isIncoming(lead) && !isClosed(lead.statusId));
  for (const incoming of all.filter(isIncoming)) {
    const own = mainContact(incoming, data);
    const phones = own === null ? [] : phonesOf(own, data);
    const doubles = open.flatMap((lead) => {
      const contact = mainContact(lead, data);
      const shares =
        contact !== null && phonesOf(contact, data).some((one) => phones.includes(one));
      return shares ? [{ lead, contact }] : [];
    });
    const [newest] = doubles;
    if (own === null || newest === undefined || doubles.length > mostDoubles) continue;
    if (own.id !== newest.contact.id) {
      contacts.push(...mergeInto(newest.contact, own, data));
      leads.push(...relinkLeads(data, own.id, newest.contact.id));
    }
    leads.push(...mergeLeads(data, newest.lead.id, incoming.id, 0));
  }
  return { contacts, leads };
}

function mainContact({ contacts }: LeadRecord, data: CrmData): ContactRecord | null {
  const id = contacts.find(({ isMain }) => isMain)?.id;
  const contact = id === undefined ? null : data.contacts.get(id);
  return contact?.gone === 0 ? contact : null;
}

function phonesOf({ fields }: ContactRecord, data: CrmData): readonly string[] {
  const values = fields[data.fields.byCode('PHONE')?.id ?? 0] ?? [];
  return values
    .map(({ v }) => String(v).replaceAll(/\D/g, '').slice(-10))
    .filter((digits) => digits.length === 10);
}

function mergeInto(
  survivor: ContactRecord,
  loser: ContactRecord,
  data: CrmData,
): readonly ContactChange[] {
  const updatedAt = nowSeconds(data.clock);
  const merged = mergeContacts(survivor, loser, data.fields);
  const robot = { updatedAt, updatedBy: 0 };
  return [
    { before: survivor, after: keepContact(data, { ...merged, ...robot }) },
    { before: loser, after: keepContact(data, { ...loser, ...robot, gone: 2 }) },
  ];
}
