import { type CrmData, newLeadId } from '../../crm-data.ts';
import { type EntityWrites, entityWriteRoutes } from '../../entity/entity-writes.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../../http/router.ts';
import { withConsequences } from '../../lead/consequences.ts';
import { keepLead } from '../../lead/keep-lead.ts';
import { judgeLead } from '../../lead/lead-input.ts';
import { placeOf, reasonMistake } from '../../lead/lead-place.ts';
import type { LeadRecord, Place } from '../../lead/lead-record.ts';
import { type LeadWriteContext, newLead, writeLead } from '../../lead/lead-write.ts';
import { nowSeconds } from '../../now.ts';

interface Judged {
  readonly input: ReturnType<typeof judgeLead>;
  readonly place: Place;
}

const nowhere: Place = { pipelineId: 0, statusId: 0 };

export function leadWriteRoutes(data: CrmData): readonly Route[] {
  const { leads, pipelines } = data;
  const contextOf = (call: Call): LeadWriteContext => ({
    tags: data.tags,
    now: nowSeconds(data.clock),
    userId: call.user.id,
  });
  const judge: EntityWrites<LeadRecord, Judged>['judgeChange'] = (row, before, errors) => {
    const input = judgeLead(row, data, errors);
    const place = placeOf(input, before, pipelines);
    if ('code' in place) errors.push(place);
    return { input, place: 'code' in place ? nowhere : place };
  };
  return entityWriteRoutes<LeadRecord, Judged>(data, {
    name: 'leads',
    find: (id) => leads.get(id),
    judgeNew: (row, errors) => {
      const judged = judge(row, null, errors);
      const mistake = reasonMistake(judged.input, null, judged.place);
      if (mistake) errors.push({ code: 'InvalidType', path: 'loss_reason_id', detail: mistake });
      return judged;
    },
    judgeChange: judge,
    mistakeOf: ({ input, place }, before) => reasonMistake(input, before, place),
    create: (judged, call) => {
      const context = contextOf(call);
      const lost = call.fault?.kind === 'unlinked' ? call.fault.rows : [];
      return judged.map(({ input, place }, index) => {
        const lead = writeLead(newLead(newLeadId(data), place, context), input, place, context);
        return keepLead(data, { ...lead, contacts: lost.includes(index) ? [] : input.contacts });
      });
    },
    change: (before, { input }, call) => {
      const place = placeOf(input, before, pipelines);
      return 'code' in place
        ? null
        : keepLead(data, writeLead(before, input, place, contextOf(call)));
    },
    createdJson: ({ id }) => ({ id }),
    updatedJson: ({ id, updatedAt }) => ({ id, updated_at: updatedAt }),
    effects: (changes) => {
      const made = withConsequences(data, changes);
      return { changes: made.contacts, leads: made.leads };
    },
  });
}
