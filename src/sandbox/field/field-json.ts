import { selfLink } from '../account.ts';
import type { CrmData } from '../crm-data.ts';
import type { FieldJson } from '../wire.ts';
import { type Entity, type FieldRecord, isChoice } from './field-record.ts';

/** A custom field as the API answers it. */
export const fieldJson = (field: FieldRecord, entity: Entity, data: CrmData): FieldJson => ({
  id: field.id,
  name: field.name,
  type: field.type,
  account_id: data.account.id,
  code: field.code,
  sort: field.sort,
  is_api_only: field.isApiOnly,
  enums:
    field.enums.length === 0
      ? null
      : field.enums.map(({ id, value, sort, code }) => ({
          id,
          value,
          sort,
          ...(isChoice(field.type) && { code }),
        })),
  group_id: field.groupId,
  required_statuses: [],
  is_deletable: !field.isPredefined,
  is_predefined: field.isPredefined,
  entity_type: entity,
  remind: field.remind,
  _links: selfLink(`${data.url()}/api/v4/${entity}/custom_fields/${field.id}`),
});
