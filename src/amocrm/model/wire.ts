import { z } from 'zod';
import { readFieldValues } from './field-values.ts';
import type {
  AmoAccount,
  AmoContact,
  AmoField,
  AmoFieldGroup,
  AmoUser,
  ContactId,
  FieldId,
} from './model.ts';

// The shapes of amoCRM's answers: strict with what names a thing, lenient with all that widgets and people put beside it.

/** Also as a text of digits; an id that a number cannot hold exactly is none. */
export const id = z
  .union([z.number(), z.string().regex(/^[1-9]\d{0,15}$/)])
  .transform(Number)
  .pipe(z.int().positive());
// This is where ids enter the program: the only places that brand them.
const contactIdOf = (value: number): ContactId => value as ContactId;
const fieldIdOf = (value: number): FieldId => value as FieldId;
export const contactId = id.transform(contactIdOf);
const fieldId = id.transform(fieldIdOf);

/** Of a contact: a name that cannot be read must not pass for an empty one. */
export const ownText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? '');
export const text = ownText.catch('');
/** Where amoCRM's word is taken for it, and nothing depends on it. */
export const count = orElse(z.number(), 0);
export const flag = orElse(z.boolean(), false);
export const optionalNumber = orElse(z.number(), null);
const optionalText = orElse(z.string(), null);

/** What is absent or of another kind is this. */
function orElse<T, E>(kind: z.ZodType<T>, otherwise: E) {
  return kind
    .nullish()
    .catch(null)
    .transform((value) => value ?? otherwise);
}

const tags = z.object({
  tags: z.array(z.object({ name: z.string() }).nullable().catch(null)),
});

/** A contact in the trash, where it is answered at all. */
export const deletedSchema = z.object({ id, is_deleted: z.literal(true) });

// One transform for a whole contact: every layer costs each of its hundred values anew.
export const contactSchema = z
  .object({
    id,
    name: ownText,
    first_name: ownText,
    last_name: ownText,
    created_at: count,
    responsible_user_id: optionalNumber,
    custom_fields_values: z.unknown().optional(),
    _embedded: z.unknown().optional(),
  })
  .transform(
    (raw): AmoContact => ({
      id: contactIdOf(raw.id),
      name: raw.name,
      firstName: raw.first_name,
      lastName: raw.last_name,
      createdAt: raw.created_at,
      responsibleUserId: raw.responsible_user_id,
      fields: readFieldValues(raw.custom_fields_values),
      tags: (tags.safeParse(raw._embedded).data?.tags ?? []).flatMap((tag) => tag?.name ?? []),
    }),
  );

const choice = z.object({ id, value: text, code: optionalText, sort: count });

/** PHP writes a list with gaps as an object. */
const choices = z
  .union([
    z.array(choice),
    z.record(z.string(), choice).transform((byKey) => Object.values(byKey)),
    z.null().transform(() => []),
  ])
  .optional();

export const fieldSchema = z
  .object({
    id: fieldId,
    name: text,
    type: text,
    code: optionalText,
    group_id: z.union([z.string(), z.number()]).nullish().catch(null),
    is_api_only: flag,
    enums: z.unknown().optional(),
  })
  .transform((raw): AmoField => {
    const enums = choices.safeParse(raw.enums);
    return {
      id: raw.id,
      name: raw.name,
      // Choices that cannot be read must not pass for none: who completes them would drop those that are there.
      type: enums.success ? raw.type : 'unreadable',
      code: raw.code,
      groupId: raw.group_id == null ? null : String(raw.group_id),
      isApiOnly: raw.is_api_only,
      enums: enums.data ?? [],
    };
  });

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

export const userSchema = z
  .object({ id, name: text, rights: z.object({ is_active: z.boolean() }).nullish().catch(null) })
  // Whoever is not said to have left is there.
  .transform(
    (raw): AmoUser => ({ id: raw.id, name: raw.name, isActive: raw.rights?.is_active ?? true }),
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
  return (
    z
      .object({
        _embedded: z.object({ [name]: z.array(item) }).transform((raw) => raw[name] ?? []),
        _links: hasNext,
      })
      .transform((raw) => ({ items: raw._embedded, hasNext: raw._links }))
      // An empty page that has another behind it is neither a page nor the end.
      .refine(({ items, hasNext }) => items.length > 0 || !hasNext)
  );
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

/** The row of a write of one. */
export const onlyRow = <T>(rows: z.ZodType<readonly T[]>) =>
  rows.transform(([row], context) => {
    if (row !== undefined) return row;
    context.addIssue({ code: 'custom', message: 'nothing in the answer' });
    return z.NEVER;
  });
