import { z } from 'zod';
import type { AmoClient } from './amo-client.ts';
import type { Call } from './api-caller.ts';
import type { AmoField, FieldId } from './model/model.ts';
import { fieldGroupSchema, fieldSchema, pageSchema, writtenSchema } from './model/wire.ts';
import { pageBounds, withinBound } from './paging.ts';

const route = '/contacts/custom_fields';
const groupsRoute = `${route}/groups`;
const page = pageSchema('custom_fields', fieldSchema);
const written = writtenSchema('custom_fields', fieldSchema, fieldSchema);
const groups = pageSchema('custom_field_groups', fieldGroupSchema);
const writtenGroups = writtenSchema('custom_field_groups', fieldGroupSchema, fieldGroupSchema);

/** `/api/v4/contacts/custom_fields`. Writing takes an administrator's token: `ForbiddenError` tells that it is none. */
export function fieldsApi(
  call: Call,
): Pick<
  AmoClient,
  'fields' | 'createFields' | 'updateFields' | 'fieldGroups' | 'createFieldGroup'
> {
  return {
    fields: async () => {
      const fields = new Map<FieldId, AmoField>();
      for (let number = 1; ; number += 1) {
        const { items, hasNext } = await call({
          method: 'GET',
          route,
          // The docs name two limits, 250 and 50: whatever comes, `next` tells whether there is more.
          query: {
            page: String(withinBound(number, pageBounds.fields, `GET ${route}`)),
            limit: '250',
          },
          schema: page,
          whenEmpty: { items: [], hasNext: false },
        });
        const before = fields.size;
        for (const field of items) fields.set(field.id, field);
        // A page that brings nothing new would go on for ever.
        if (!hasNext || fields.size === before) return [...fields.values()];
      }
    },

    createFields: async (fields) =>
      fields.length === 0 ? [] : call({ method: 'POST', route, body: fields, schema: written }),

    updateFields: async (patches) =>
      patches.length === 0 ? [] : call({ method: 'PATCH', route, body: patches, schema: written }),

    fieldGroups: async () => {
      const whenEmpty = { items: [], hasNext: false };
      return (await call({ method: 'GET', route: groupsRoute, schema: groups, whenEmpty })).items;
    },

    createFieldGroup: (name, sort) =>
      call({
        method: 'POST',
        route: groupsRoute,
        body: [{ name, sort }],
        schema: writtenGroups.transform((made, context) => {
          const [group] = made;
          if (group !== undefined) return group;
          context.addIssue({ code: 'custom', message: 'no group in the answer' });
          return z.NEVER;
        }),
      }),
  };
}
