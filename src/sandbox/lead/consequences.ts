import type { CrmData } from '../crm-data.ts';
import { type Effects, glueIncoming } from './duplicate-control.ts';
import type { LeadChange } from './lead-record.ts';

/** A robot may set off the next one; a ring of them ends here. */
const mostRounds = 10;

/** What the account itself makes of these changes, with them in front: its robots, and its duplicate control. */
export function withConsequences(data: CrmData, changes: readonly LeadChange[]): Effects {
  const leads = [...changes];
  let latest = changes;
  for (let round = 0; round < mostRounds && latest.length > 0; round += 1) {
    latest = data.robots.after(latest, data);
    leads.push(...latest);
  }
  if (!data.manners.duplicateControl || changes.length === 0) return { contacts: [], leads };
  const glued = glueIncoming(data);
  return { contacts: glued.contacts, leads: [...leads, ...glued.leads] };
}
