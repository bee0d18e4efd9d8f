import { z } from 'zod';
import { readFieldValues } from '../model/field-values.ts';
import {
  type AmoLead,
  type AmoLossReason,
  type AmoPipeline,
  type AmoStatus,
  type LeadContact,
  type LeadId,
  type LossReasonId,
  lostStatus,
  type PipelineId,
  type StatusId,
  wonStatus,
} from '../model/lead.ts';
import { contactId, count, flag, id, optionalNumber, ownText, text } from '../model/wire.ts';

// The shapes of amoCRM's answers about leads. This is where their ids enter the program: the only places that brand them.
export const leadId = id.transform((value) => value as LeadId);
const pipelineId = id.transform((value) => value as PipelineId);
const statusId = id.transform((value) => value as StatusId);
const lossReasonId = id.transform((value) => value as LossReasonId);

/** One that cannot be read must not pass for none: what a person agreed on would be written over. */
const price = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullish();

const contacts = z.object({
  contacts: z.array(z.object({ id: contactId, is_main: flag })),
});

const contactsOf = (embedded: unknown): readonly LeadContact[] | null =>
  contacts
    .safeParse(embedded)
    .data?.contacts.map((contact) => ({ id: contact.id, isMain: contact.is_main })) ?? null;

export const leadSchema = z
  .object({
    id: leadId,
    name: ownText,
    price,
    pipeline_id: pipelineId,
    status_id: statusId,
    loss_reason_id: lossReasonId.nullish().catch(null),
    responsible_user_id: optionalNumber,
    created_by: optionalNumber,
    updated_by: optionalNumber,
    created_at: count,
    updated_at: count,
    custom_fields_values: z.unknown().optional(),
    _embedded: z.unknown().optional(),
  })
  .transform(
    (raw): AmoLead => ({
      id: raw.id,
      name: raw.name,
      price: raw.price ?? null,
      pipelineId: raw.pipeline_id,
      statusId: raw.status_id,
      lossReasonId: raw.loss_reason_id ?? null,
      responsibleUserId: raw.responsible_user_id,
      createdBy: raw.created_by,
      updatedBy: raw.updated_by,
      createdAt: raw.created_at,
      updatedAt: raw.updated_at,
      fields: readFieldValues(raw.custom_fields_values),
      contacts: contactsOf(raw._embedded),
    }),
  );

/** In which leads a contact stands, as it says `with=leads`. */
export const contactLeadsSchema = z
  .object({ id: contactId, _embedded: z.object({ leads: z.array(z.object({ id: leadId })) }) })
  .transform((raw) => ({ id: raw.id, leads: raw._embedded.leads.map((lead) => lead.id) }));

const link = z.object({
  entity_id: leadId,
  to_entity_id: id,
  to_entity_type: z.string(),
  metadata: z.object({ main_contact: flag }).nullish().catch(null),
});

/** The contacts of leads; companies and elements of lists stand among them. */
export const linksSchema = z
  .object({ _embedded: z.object({ links: z.array(link) }) })
  .transform((raw) =>
    raw._embedded.links
      .filter((one) => one.to_entity_type === 'contacts')
      .map((one) => ({
        lead: one.entity_id,
        contact: {
          id: contactId.parse(one.to_entity_id),
          isMain: one.metadata?.main_contact === true,
        },
      })),
  );

const kindOf = (status: StatusId, type: number): AmoStatus['kind'] => {
  if (status === wonStatus) return 'won';
  if (status === lostStatus) return 'lost';
  return type === 1 ? 'unsorted' : 'stage';
};

const statusSchema = z
  // Without its type a stage could be «Неразобранное», which nobody may write in.
  .object({ id: statusId, name: text, sort: count, type: z.number() })
  .transform(
    (raw): AmoStatus => ({
      id: raw.id,
      name: raw.name,
      sort: raw.sort,
      kind: kindOf(raw.id, raw.type),
    }),
  );

export const pipelineSchema = z
  .object({
    id: pipelineId,
    name: text,
    sort: count,
    is_main: flag,
    is_unsorted_on: flag,
    is_archive: flag,
    _embedded: z.object({ statuses: z.array(statusSchema) }),
  })
  .transform(
    (raw): AmoPipeline => ({
      id: raw.id,
      name: raw.name,
      sort: raw.sort,
      isMain: raw.is_main,
      isUnsortedOn: raw.is_unsorted_on,
      isArchive: raw.is_archive,
      statuses: raw._embedded.statuses.toSorted((a, b) => a.sort - b.sort),
    }),
  );

export const lossReasonSchema = z
  .object({ id: lossReasonId, name: text })
  .transform((raw): AmoLossReason => raw);
