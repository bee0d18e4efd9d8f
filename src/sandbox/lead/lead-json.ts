import { selfLink } from '../account.ts';
import type { CrmData } from '../crm-data.ts';
import { fieldValuesJson, searchTexts } from '../entity/field-values-json.ts';
import { lossReasonJson } from '../pipeline/pipeline-json.ts';
import type { LeadContactJson, LeadJson } from '../wire.ts';
import type { LeadRecord } from './lead-record.ts';

type LeadView = Omit<CrmData, 'events' | 'robots'>;

/** The contacts that stand in it; those in the trash are not shown. */
export const linkedContacts = ({ contacts }: LeadRecord, data: LeadView): LeadRecord['contacts'] =>
  contacts.filter(({ id }) => data.contacts.get(id)?.gone === 0);

/** A lead as the API answers it; `extras` are the names after `with=`. */
export function leadJson(
  lead: LeadRecord,
  data: LeadView,
  extras: readonly string[] = [],
): LeadJson {
  const contact = ({ id, isMain }: LeadRecord['contacts'][number]): LeadContactJson => ({
    id,
    is_main: isMain,
    _links: selfLink(`${data.url()}/api/v4/contacts/${id}`),
  });
  const reason =
    lead.lossReasonId === null ? undefined : data.pipelines.lossReasons.get(lead.lossReasonId);
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    responsible_user_id: lead.responsibleUserId,
    group_id: 0,
    status_id: lead.statusId,
    pipeline_id: lead.pipelineId,
    loss_reason_id: lead.lossReasonId,
    created_by: lead.createdBy,
    updated_by: lead.updatedBy,
    created_at: lead.createdAt,
    updated_at: lead.updatedAt,
    closed_at: lead.closedAt,
    closest_task_at: null,
    is_deleted: lead.gone !== 0,
    custom_fields_values: fieldValuesJson(lead.fields, viewOf(data)),
    score: null,
    account_id: data.account.id,
    labor_cost: null,
    _links: selfLink(`${data.url()}/api/v4/leads/${lead.id}`),
    _embedded: {
      tags: lead.tags.map((id) => ({ id, name: data.tags.nameOf(id) ?? '', color: null })),
      companies: [],
      ...(extras.includes('contacts') && { contacts: linkedContacts(lead, data).map(contact) }),
      ...(extras.includes('loss_reason') && {
        loss_reason: reason === undefined ? [] : [lossReasonJson(reason, data)],
      }),
      ...(extras.includes('catalog_elements') && { catalog_elements: [] }),
    },
  };
}

/** What `query` searches: the name and every filled value, in lower case. */
export const leadSearchText = (lead: LeadRecord, data: LeadView): string =>
  searchTexts([lead.name], lead.fields, viewOf(data));

const viewOf = ({ leadFields: fields, manners }: LeadView) => ({ fields, manners });
