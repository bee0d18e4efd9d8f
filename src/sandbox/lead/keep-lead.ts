import type { CrmData } from '../crm-data.ts';
import { leadSearchText } from './lead-json.ts';
import type { LeadChange, LeadRecord } from './lead-record.ts';

/** Keeps a lead with what `query` finds it by. */
export function keepLead(data: Omit<CrmData, 'events'>, lead: LeadRecord): LeadRecord {
  data.leadReplica.note(lead.id);
  data.leads.save(lead, leadSearchText(lead, data));
  return lead;
}

/** The leads of a contact that was merged into another one are that one's. */
export function relinkLeads(data: CrmData, from: number, to: number): readonly LeadChange[] {
  return data.leads.ofContact(from).flatMap((id): readonly LeadChange[] => {
    const before = data.leads.get(id);
    if (!before) return [];
    const loser = before.contacts.find((one) => one.id === from);
    const others = before.contacts.filter((one) => one.id !== from && one.id !== to);
    const survivor = before.contacts.find((one) => one.id === to);
    const isMain = loser?.isMain === true || survivor?.isMain === true;
    const contacts = [{ id: to, isMain }, ...others];
    return [{ before, after: keepLead(data, { ...before, contacts }) }];
  });
}
