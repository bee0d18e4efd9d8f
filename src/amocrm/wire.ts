import { z } from 'zod';
import type {
  AmoAccount,
  AmoContact,
  AmoField,
  AmoFieldGroup,
  AmoValue,
  ContactId,
  FieldId,
} from './model.ts';

// The shapes of amoCRM's answers, no stricter than needed: unknown keys pass, null is as good as absent.

const id = z.number().int().positive();
// This is where ids enter the program: the only places that brand them.
const contactIdOf = (value: number): ContactId => value as ContactId;
const fieldIdOf = (value: number): FieldId => value as FieldId;
const contactId = id.transform(contactIdOf);
const fieldId = id.transform(fieldIdOf);

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const fieldValue = z.object({
  value: z.unknown().optional(),
  enum_id: z.number().nullish(),
  enum_code: z.string().nullish(),
  /** The docs' older form of `enum_code`. */
  enum: z.union([z.string(), z.number()]).nullish(),
});

const amoValue = (raw: z.output<typeof fieldValue>): AmoValue => ({
  value: plain(raw.value),
  enumId: raw.enum_id ?? (typeof raw.enum === 'number' ? raw.enum : null),
  enumCode: raw.enum_code ?? (typeof raw.enum === 'string' ? raw.enum : null),
});

/** Legal entities and files are objects; none of our fields is one. */
function plain(value: unknown): AmoValue['value'] {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      return null;
  }
}

const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

// One transform for a whole contact: every layer costs each of its hundred values anew.
export const contactSchema = z
  .object({
    id,
    name: z.string().nullish(),
    first_name: z.string().nullish(),
    last_name: z.string().nullish(),
    created_at: z.number().nullish(),
    updated_at: z.number().nullish(),
    responsible_user_id: z.number().nullish(),
    custom_fields_values: z
      .array(
        z.object({
          // What is no id of ours is passed over.
          field_id: z.number(),
          field_code: z.string().nullish(),
          field_type: z.string().nullish(),
          values: z.array(fieldValue).nullish(),
        }),
      )
      .nullish(),
    _embedded: z
      .object({ tags: z.array(z.object({ name: z.string().nullish() })).nullish() })
      .nullish(),
  })
  .transform(
    (raw): AmoContact => ({
      id: contactIdOf(raw.id),
      name: raw.name ?? '',
      firstName: raw.first_name ?? '',
      lastName: raw.last_name ?? '',
      createdAt: raw.created_at ?? 0,
      updatedAt: raw.updated_at ?? 0,
      responsibleUserId: raw.responsible_user_id ?? null,
      fields: (raw.custom_fields_values ?? []).map((field) => ({
        fieldId: fieldIdOf(field.field_id),
        fieldCode: field.field_code ?? null,
        fieldType: field.field_type ?? '',
        values: (field.values ?? []).map(amoValue),
      })),
      tags: (raw._embedded?.tags ?? []).map(({ name }) => name ?? ''),
    }),
  );

export const fieldSchema = z
  .object({
    id: fieldId,
    name: text,
    type: z.string(),
    code: optionalText,
    sort: count,
    group_id: z.union([z.string(), z.number()]).nullish(),
    is_api_only: flag,
    is_predefined: flag,
    enums: list(z.object({ id, value: text, code: optionalText, sort: count })),
  })
  .transform(
    (raw): AmoField => ({
      id: raw.id,
      name: raw.name,
      type: raw.type,
      code: raw.code,
      sort: raw.sort,
      groupId: raw.group_id == null ? null : String(raw.group_id),
      isApiOnly: raw.is_api_only,
      isPredefined: raw.is_predefined,
      enums: raw.enums,
    }),
  );

export const fieldGroupSchema = z
  .object({ id: z.union([z.string(), z.number()]), name: text })
  .transform((raw): AmoFieldGroup => ({ id: String(raw.id), name: raw.name }));

export const accountSchema = z
  .object({
    id,
    name: text,
    subdomain: text,
    current_user_id: count,
    _embedded: z.object({
      datetime_settings: z.object({ timezone: z.string().refine(isTimeZone) }),
    }),
  })
  .transform(
    (raw): AmoAccount => ({
      id: raw.id,
      name: raw.name,
      subdomain: raw.subdomain,
      currentUserId: raw.current_user_id,
      timeZone: raw._embedded.datetime_settings.timezone,
    }),
  );

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const hasNext = z
  .object({ next: z.unknown().optional() })
  .nullish()
  .transform((links) => links?.next != null);

/** One page of a list that stands under `_embedded.{name}`. */
export function pageSchema<T extends z.ZodType>(name: string, item: T) {
  return z
    .object({
      _embedded: z.object({ [name]: z.array(item) }).transform((raw) => raw[name] ?? []),
      _links: hasNext,
    })
    .transform((raw) => ({ items: raw._embedded, hasNext: raw._links }));
}

/** The rows of a write's answer: wrapped in `_embedded.{name}`, or a single one as it is. Docs and clients disagree. */
export function writtenSchema<T extends z.ZodType, F extends z.ZodType>(
  name: string,
  item: T,
  /** A single row; stricter than `item` if anything would pass for that. */
  alone: F,
) {
  return z.union([
    z
      .object({ _embedded: z.object({ [name]: z.array(item) }) })
      .transform((raw) => raw._embedded[name] ?? []),
    alone.transform((row) => [row]),
  ]);
}

const requestId = z.union([z.string(), z.number()]).transform(String).nullish().catch(null);

/** Of a written contact only what names it; a row that is named in no understandable way does not count (I8). */
export const acknowledgedRow = z.object({
  id: contactId.nullish().catch(null),
  request_id: requestId,
});

/** The same, standing alone: without an id it is not a contact at all. */
export const acknowledgedAlone = z.object({ id: contactId, request_id: requestId });
