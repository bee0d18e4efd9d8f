import type { Call } from './api-caller.ts';
import { onlyPage, wholeList } from './lists/whole-list.ts';
import type { AmoField, AmoFieldGroup, FieldPatch, NewField } from './model/model.ts';
import { fieldGroupSchema, fieldSchema, onlyRow, pageSchema, writtenSchema } from './model/wire.ts';

/** The custom fields of contacts, or those of leads. Writing takes an administrator's token. */
export interface FieldsClient {
  /** All of them; of contacts PHONE and EMAIL too. */
  fields(): Promise<readonly AmoField[]>;
  createFields(fields: readonly NewField[]): Promise<readonly AmoField[]>;
  updateFields(patches: readonly FieldPatch[]): Promise<readonly AmoField[]>;
  fieldGroups(): Promise<readonly AmoFieldGroup[]>;
  createFieldGroup(name: string, sort: number): Promise<AmoFieldGroup>;
}

const page = pageSchema('custom_fields', fieldSchema);
const written = writtenSchema('custom_fields', fieldSchema, fieldSchema);
const groups = pageSchema('custom_field_groups', fieldGroupSchema);
const writtenGroups = writtenSchema('custom_field_groups', fieldGroupSchema, fieldGroupSchema);

/** `/api/v4/contacts/custom_fields`. Writing takes an administrator's token: `ForbiddenError` tells that it is none. */
export function fieldsApi(call: Call, entity: 'contacts' | 'leads'): FieldsClient {
  const route = `/${entity}/custom_fields`;
  const groupsRoute = `${route}/groups`;
  return {
    fields: () => wholeList(call, route, page),

    createFields: async (fields) =>
      fields.length === 0 ? [] : call({ method: 'POST', route, body: fields, schema: written }),

    updateFields: async (patches) =>
      patches.length === 0 ? [] : call({ method: 'PATCH', route, body: patches, schema: written }),

    fieldGroups: () => onlyPage(call, groupsRoute, groups),

    createFieldGroup: (name, sort) =>
      call({
        method: 'POST',
        route: groupsRoute,
        body: [{ name, sort }],
        schema: onlyRow(writtenGroups),
      }),
  };
}
