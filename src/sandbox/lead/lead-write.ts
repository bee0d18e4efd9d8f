import { writeFields, writeTags } from '../entity/write-values.ts';
import { isClosed } from '../pipeline/pipeline-record.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { LeadInput } from './lead-input.ts';
import type { LeadRecord, Place } from './lead-record.ts';

export interface LeadWriteContext {
  readonly tags: TagStore;
  /** Seconds. */
  readonly now: number;
  readonly userId: number;
}

export const newLead = (
  id: number,
  place: Place,
  { now, userId }: LeadWriteContext,
): LeadRecord => ({
  id,
  gone: 0,
  name: `Сделка #${id}`,
  price: 0,
  ...place,
  lossReasonId: null,
  responsibleUserId: userId,
  createdBy: userId,
  updatedBy: userId,
  createdAt: now,
  updatedAt: now,
  closedAt: null,
  fields: {},
  tags: [],
  contacts: [],
});

/** The lead after a write; what was not sent stays. */
export function writeLead(
  lead: LeadRecord,
  input: LeadInput,
  place: Place,
  { tags, now, userId }: LeadWriteContext,
): LeadRecord {
  const wasClosed = isClosed(lead.statusId) && lead.closedAt !== null;
  const closedAt = input.closedAt ?? (wasClosed ? lead.closedAt : now);
  return {
    ...lead,
    ...place,
    name: input.name ?? lead.name,
    price: input.price ?? lead.price,
    lossReasonId: input.lossReasonId === undefined ? lead.lossReasonId : input.lossReasonId,
    responsibleUserId: input.responsibleUserId ?? lead.responsibleUserId,
    createdBy: input.createdBy ?? lead.createdBy,
    updatedBy: input.updatedBy ?? userId,
    createdAt: input.createdAt ?? lead.createdAt,
    updatedAt: input.updatedAt ?? now,
    closedAt: isClosed(place.statusId) ? closedAt : null,
    fields: writeFields(lead.fields, input.fields),
    tags: writeTags(lead.tags, input, tags),
  };
}
