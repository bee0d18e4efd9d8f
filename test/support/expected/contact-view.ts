import type { Sandbox } from '../../../src/sandbox/sandbox.ts';

/** A contact as a person sees it: its fields by their names. */
export interface ContactView {
  readonly id: number;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly tags: readonly string[];
}

/** All contacts of an account. */
export function contactViews({ crm }: Pick<Sandbox, 'crm'>): readonly ContactView[] {
  return crm.contacts().map((contact) => ({
    id: contact.id,
    name: contact.name,
    fields: Object.fromEntries(
      (contact.custom_fields_values ?? []).map((field) => [
        field.field_name,
        field.values.length === 1 ? field.values[0]?.value : field.values.map(({ value }) => value),
      ]),
    ),
    phones: listOf(contact, 'PHONE'),
    emails: listOf(contact, 'EMAIL'),
    tags: contact._embedded.tags.map(({ name }) => name),
  }));
}

type Json = ReturnType<Sandbox['crm']['contacts']>[number];

const listOf = (contact: Json, code: string): readonly string[] =>
  (contact.custom_fields_values ?? [])
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values.map(({ value }) => String(value)));
