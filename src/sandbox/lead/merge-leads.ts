import type { CrmData } from '../crm-data.ts';
import { nowSeconds } from '../now.ts';
import { mergeFields } from '../people/merge.ts';
import { keepLead } from './keep-lead.ts';
import { withOneMain } from './lead-input.ts';
import type { LeadChange } from './lead-record.ts';

/** The survivor's own values win, what it lacks is filled, contacts and tags are united; the other one vanishes. */
export function mergeLeads(
  data: CrmData,
  survivorId: number,
  loserId: number,
  userId: number,
): readonly LeadChange[] {
  const survivor = data.leads.get(survivorId);
  const loser = data.leads.get(loserId);
  if (!survivor || !loser) return [];
  const stamp = { updatedAt: nowSeconds(data.clock), updatedBy: userId };
  const merged = {
    ...survivor,
    ...stamp,
    price: survivor.price || loser.price,
    createdAt: Math.min(survivor.createdAt, loser.createdAt),
    fields: mergeFields(survivor.fields, loser.fields, data.leadFields),
    tags: [...new Set([...survivor.tags, ...loser.tags])],
    contacts: withOneMain([
      ...survivor.contacts,
      ...loser.contacts.filter(({ id }) => !survivor.contacts.some((own) => own.id === id)),
    ]),
  };
  return [
    { before: survivor, after: keepLead(data, merged) },
    { before: loser, after: keepLead(data, { ...loser, ...stamp, gone: 2 }) },
  ];
}
