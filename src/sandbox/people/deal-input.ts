import type { CrmData } from '../crm-data.ts';
import { judgeLead, withOneMain } from '../lead/lead-input.ts';
import { placeOf } from '../lead/lead-place.ts';
import type { LeadRecord, Place } from '../lead/lead-record.ts';
import { writeLead } from '../lead/lead-write.ts';
import { nowSeconds } from '../now.ts';
import { isClosed, lostId } from '../pipeline/pipeline-record.ts';
import type { RowError } from '../wire.ts';
import { fieldNamed, type PersonValue, valuesOf } from './person-input.ts';
import { PersonMistake, stopAt } from './person-mistake.ts';

/** What a person or a robot enters in a lead; what is absent stays as it is. */
export interface DealInput {
  readonly name?: string;
  readonly price?: number;
  /** Drags it there; 142 and 143 are its own pipeline's. */
  readonly statusId?: number;
  readonly pipelineId?: number;
  readonly lossReasonId?: number | null;
  readonly responsibleUserId?: number;
  /** Seconds; may lie in the past. */
  readonly createdAt?: number;
  /** The whole new set. */
  readonly tags?: readonly string[];
  /** By field id, code or name. */
  readonly fields?: Readonly<Record<string, PersonValue>>;
  /** The whole new set of contacts; the first is the main one. */
  readonly contacts?: readonly number[];
}

/** The lead as it stands after somebody's input; without an own place it goes where the input says. */
export function editedLead(
  data: CrmData,
  lead: LeadRecord,
  input: DealInput,
  { userId, place }: { readonly userId: number; readonly place?: Place },
): LeadRecord {
  const errors: RowError[] = [];
  const judged = judgeLead(rowOf(input, data), data, errors);
  const pipelineId =
    input.pipelineId ?? (isClosed(input.statusId ?? 0) ? lead.pipelineId : undefined);
  const to =
    place ??
    placeOf({ ...judged, ...(pipelineId !== undefined && { pipelineId }) }, lead, data.pipelines);
  if ('code' in to) errors.push(to);
  for (const id of input.contacts ?? []) {
    if (data.contacts.get(id)?.gone !== 0) throw new PersonMistake(`no such contact: ${id}`);
  }
  stopAt(errors);
  if ('code' in to) return lead;
  const written = writeLead(lead, judged, to, {
    tags: data.tags,
    now: nowSeconds(data.clock),
    userId,
  });
  return {
    ...written,
    // Whoever drags a lost lead on is asked for no reason: it goes.
    lossReasonId: to.statusId === lostId ? written.lossReasonId : null,
    ...(input.contacts && {
      contacts: withOneMain(input.contacts.map((id, at) => ({ id, isMain: at === 0 }))),
    }),
  };
}

/** The input as a row of the API, so that one set of rules judges both. */
const rowOf = (input: DealInput, { leadFields }: CrmData): object => ({
  ...(input.name !== undefined && { name: input.name }),
  ...(input.price !== undefined && { price: input.price }),
  ...(input.statusId !== undefined && { status_id: input.statusId }),
  ...(input.pipelineId !== undefined && { pipeline_id: input.pipelineId }),
  ...(input.lossReasonId !== undefined && { loss_reason_id: input.lossReasonId }),
  ...(input.responsibleUserId !== undefined && { responsible_user_id: input.responsibleUserId }),
  ...(input.createdAt !== undefined && { created_at: input.createdAt }),
  ...(input.fields && {
    custom_fields_values: Object.entries(input.fields).map(([key, value]) => ({
      field_id: fieldNamed(leadFields, key).id,
      values: valuesOf(value),
    })),
  }),
  ...(input.tags && { _embedded: { tags: input.tags.map((name) => ({ name })) } }),
});
