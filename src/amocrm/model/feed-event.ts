import { z } from 'zod';
import type { AmoFieldValues, ContactId, FieldId } from './model.ts';

/** What of a contact happened, as the account's feed tells it. */
export interface FeedEvent {
  readonly id: string;
  readonly kind:
    | 'added'
    | 'deleted'
    | 'restored'
    | 'merged'
    | 'renamed'
    | 'field'
    | 'tagged'
    | 'untagged';
  readonly contactId: ContactId;
  /** amoCRM's clock, milliseconds. */
  readonly at: number;
  /** Of a `field`: as it stands after it; absent where that is not told in a known form. */
  readonly field?: AmoFieldValues;
  /** Of a `renamed` one. */
  readonly name?: string;
  /** Of a `tagged` or `untagged` one: the names of those tags; absent where they are not told in a known form. */
  readonly tags?: readonly string[];
  /** The user who did it; 0: a robot of the account's own; null: it is not told. */
  readonly by: number | null;
}

export interface EventQuery {
  /** amoCRM's clock, milliseconds. */
  readonly from: number;
  /** From 1. */
  readonly page: number;
  /** Of one contact alone. */
  readonly contactId?: ContactId;
}

export interface EventPage {
  readonly events: readonly FeedEvent[];
  readonly hasNext: boolean;
  /** amoCRM's clock at the answer, milliseconds; null: it did not say. */
  readonly at: number | null;
}

const kinds: Readonly<Record<string, FeedEvent['kind']>> = {
  contact_added: 'added',
  contact_deleted: 'deleted',
  contact_restored: 'restored',
  entity_merged: 'merged',
  name_field_changed: 'renamed',
  custom_field_value_changed: 'field',
  entity_tag_added: 'tagged',
  entity_tag_deleted: 'untagged',
};

/** The types that are asked for; the name of any field's change stands for each field's own. */
export const eventTypes: readonly string[] = Object.keys(kinds);

const ofOneField = /^custom_field_(\d+)_value_changed$/;
const kindOf = (type: string): FeedEvent['kind'] | undefined =>
  ofOneField.test(type) ? 'field' : kinds[type];

const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);
const told = z.array(
  z.object({
    custom_field_value: z.object({
      field_id: number,
      enum_id: number.nullish().catch(null),
      text: z.union([z.string(), z.number().transform(String)]).nullish(),
    }),
  }),
);
const named = z.array(z.object({ name_field_value: z.object({ name: z.string() }) }));
const tagged = z.array(z.object({ tag: z.object({ name: z.string() }) })).nonempty();

/** One row of the feed; null: of another kind, or nothing that could be understood. */
export const feedEventSchema = z
  .object({
    id: z.union([z.string().min(1), z.number().transform(String)]),
    type: z.string(),
    entity_id: number,
    entity_type: z.string(),
    created_at: number,
    created_by: number.nullish().catch(null),
    value_after: z.unknown().optional(),
    value_before: z.unknown().optional(),
  })
  .transform((raw): FeedEvent | null => {
    const kind = kindOf(raw.type);
    if (kind === undefined || !/^contacts?$/.test(raw.entity_type)) return null;
    const field = kind === 'field' ? fieldOf(raw) : undefined;
    const name = kind === 'renamed' ? named.safeParse(raw.value_after).data?.[0] : undefined;
    const tags = tagsOf(kind, raw);
    return {
      id: raw.id,
      kind,
      at: raw.created_at * 1_000,
      by: raw.created_by ?? null,
      // One of the places where ids enter the program.
      contactId: raw.entity_id as ContactId,
      ...(field === undefined ? {} : { field }),
      ...(name === undefined ? {} : { name: name.name_field_value.name }),
      ...(tags === undefined ? {} : { tags }),
    };
  })
  .nullable()
  .catch(null);

interface Raw {
  readonly type: string;
  readonly value_after?: unknown;
  readonly value_before?: unknown;
}

function tagsOf(kind: FeedEvent['kind'], raw: Raw): readonly string[] | undefined {
  if (kind !== 'tagged' && kind !== 'untagged') return undefined;
  const told = tagged.safeParse(kind === 'tagged' ? raw.value_after : raw.value_before);
  return told.data?.map(({ tag }) => tag.name);
}

function fieldOf(raw: Raw): AmoFieldValues | undefined {
  const after = told.safeParse(raw.value_after ?? []);
  const before = told.safeParse(raw.value_before ?? []);
  const ofType = ofOneField.exec(raw.type)?.[1];
  const fieldId =
    after.data?.[0]?.custom_field_value.field_id ??
    before.data?.[0]?.custom_field_value.field_id ??
    (ofType === undefined ? undefined : Number(ofType));
  if (fieldId === undefined || !after.success) return undefined;
  return {
    // As above.
    fieldId: fieldId as FieldId,
    values: after.data.map(({ custom_field_value: { text, enum_id } }) => ({
      value: text ?? null,
      enumId: enum_id ?? null,
      enumCode: null,
    })),
  };
}
