import { expect } from 'vitest';
import type { ContactJson } from '../../../src/sandbox/wire.ts';
import type { World } from '../world.ts';
import { type ExpectedContact, independentReading } from './independent-reading.ts';

/** What amoCRM must answer for each field of the user's document: name → amoCRM's type. */
export const fieldTypes: Readonly<Record<string, string>> = {
  'ID пациента IDENT': 'text',
  Возраст: 'numeric',
  Пол: 'select',
  'Дата рождения': 'date',
  'Номер карты': 'text',
  'Комментарий IDENT': 'textarea',
  'Номер пациента': 'text',
  'Статус пациента': 'select',
  'Причина архивирования': 'text',
  Филиал: 'text',
  Город: 'text',
  ИНН: 'text',
  СНИЛС: 'text',
  Паспорт: 'text',
  'Дата первого визита': 'date',
  'Количество визитов': 'numeric',
  'Сумма всех визитов': 'numeric',
  Скидка: 'numeric',
  Аванс: 'numeric',
  Долг: 'numeric',
  'SMS отказ': 'checkbox',
  'Дата изменения': 'date_time',
  Отчество: 'text',
  'Дополнительный телефон': 'text',
  Адрес: 'text',
  Источник: 'text',
};

/** The calendar date of a moment, by the runtime's own tables and not by our code. */
function dateIn(timeZone: string, ms: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(ms);
}

/** What the clinic's database says each patient's contact must hold today. */
export function expectedContacts(world: World): Map<number, ExpectedContact> {
  const today = dateIn(world.options.timeZone, world.clock.now());
  return independentReading(world.identFile, today, world.options.timeZone);
}

/** A contact as amoCRM's API answers it, in the words of the independent reading; every type is checked on the way. */
export function asExpected(contact: ContactJson, zone: string): ExpectedContact {
  const held = new Map(
    (contact.custom_fields_values ?? []).map((field) => [field.field_name, field]),
  );
  const list = (name: string) => (held.get(name)?.values ?? []).map(({ value }) => String(value));
  const fields = Object.entries(fieldTypes).map(([name, type]) => {
    const found = held.get(name);
    if (found === undefined) return [name, type === 'checkbox' ? false : null];
    if (found.field_type !== type) throw new Error(`${name} is a ${found.field_type}`);
    const value = found.values[0]?.value;
    if (typeof value !== jsonTypes[type]) throw new Error(`${name} holds a ${typeof value}`);
    return [name, type === 'date' ? dateIn(zone, Number(value) * 1000) : value];
  });
  return {
    name: contact.name,
    firstName: contact.first_name,
    lastName: contact.last_name,
    phones: list('Телефон'),
    emails: list('Email'),
    fields: Object.fromEntries(fields),
  };
}

/** How amoCRM writes a value of a type in JSON: numbers as text, dates as seconds. */
const jsonTypes: Readonly<Record<string, string>> = {
  text: 'string',
  textarea: 'string',
  numeric: 'string',
  select: 'string',
  checkbox: 'boolean',
  date: 'number',
  date_time: 'number',
};

/** All live contacts by the patient that their IDENT-id field names. @throws when two name the same one. */
export function contactsByPatient(world: World): Map<number, ContactJson> {
  const byPatient = new Map<number, ContactJson>();
  for (const contact of world.sandbox.crm.contacts()) {
    const field = contact.custom_fields_values?.find(
      ({ field_name }) => field_name === 'ID пациента IDENT',
    );
    if (field === undefined) continue;
    const id = Number(field.values[0]?.value);
    if (byPatient.has(id)) throw new Error(`two contacts carry patient ${id}`);
    byPatient.set(id, contact);
  }
  return byPatient;
}

/**
 * Every patient of IDENT stands in amoCRM, once, with all fields of the document, name, phones and e-mails as they must be. The order
 * of a list is IDENT's at first; later what stands there keeps its place, and what is new comes behind it.
 */
export function expectMirror(world: World, order: 'of IDENT' | 'any'): void {
  const expected = expectedContacts(world);
  const found = contactsByPatient(world);
  expect([...found.keys()].toSorted((a, b) => a - b)).toEqual([...expected.keys()]);
  const inOrder = (contact: ExpectedContact | undefined) =>
    contact && order === 'any'
      ? { ...contact, phones: contact.phones.toSorted(), emails: contact.emails.toSorted() }
      : contact;
  for (const [id, contact] of found) {
    const held = asExpected(contact, world.sandbox.account.timeZone);
    expect(inOrder(held), `patient ${id}`).toEqual(inOrder(expected.get(id)));
  }
}
