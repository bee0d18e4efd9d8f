import type { ContactField, SelectOption, ShapeContext } from './contact-field.ts';
import { ageOn, isCalendarDate } from './dates.ts';
import type { FieldKey } from './field-key.ts';
import { fieldValue, type RawValue } from './field-value.ts';
import type { Patient, Read } from './patient.ts';
import { type PatientWork, patientWork } from './patient-work.ts';
import { phonesRule } from './phones.ts';

interface Line extends Omit<ContactField, 'code' | 'sensitive' | 'version' | 'rule' | 'take'> {
  /** Left out: no. */
  readonly sensitive?: true;
  /** Left out: 1. */
  readonly version?: number;
  /** Left out: 1. */
  readonly rule?: number;
  /** Where the value comes from, before it takes the form of its type. */
  from(patient: Patient, context: ShapeContext, work: PatientWork): Read<RawValue>;
}

const sexes: readonly SelectOption[] = [
  { key: 'male', value: 'Мужской', aliases: ['М', 'Муж', 'Мужчина', 'Мужской пол', 'M', 'Male'] },
  {
    key: 'female',
    value: 'Женский',
    aliases: ['Ж', 'Жен', 'Женщина', 'Женский пол', 'F', 'Female'],
  },
  {
    key: 'unknown',
    value: 'Не указан',
    aliases: ['Не указано', 'Неизвестно', 'Неизвестен', 'Нет данных'],
  },
];

const statuses: readonly SelectOption[] = [
  { key: 'active', value: 'Активный', aliases: ['Активен', 'Действующий'] },
  { key: 'archived', value: 'Архивный', aliases: ['Архив', 'В архиве'] },
  { key: 'deleted', value: 'Удален', aliases: ['Удалённый', 'Удалено'] },
];

// biome-ignore format: a table is read by its columns
const lines: readonly Line[] = [
  { no: 1, key: 'patient_id', name: 'ID пациента IDENT', type: 'text', description: 'Key of the patient in IDENT (Patients.ID_Persons)', from: (p) => String(p.id) },
  { no: 2, key: 'age', name: 'Возраст', type: 'numeric', rule: 2, description: "Whole years on the clinic's present date", from: ageOf },
  { no: 3, key: 'sex', name: 'Пол', type: 'select', rule: 2, options: sexes, description: 'Sex', from: (p) => orElse(p.sex, 'unknown') },
  { no: 4, key: 'birthday', name: 'Дата рождения', type: 'date', rule: 2, description: 'Date of birth', from: (p) => p.birthday },
  { no: 5, key: 'card_number', name: 'Номер карты', type: 'text', description: 'Number of the medical card', from: (p) => p.cardNumber },
  { no: 6, key: 'comment', name: 'Комментарий IDENT', type: 'textarea', sensitive: true, description: 'Comment on the patient in IDENT', from: (p) => p.comment },
  { no: 7, key: 'patient_number', name: 'Номер пациента', type: 'text', description: "The clinic's own number of the patient", from: (p) => p.patientNumber },
  { no: 8, key: 'status', name: 'Статус пациента', type: 'select', rule: 2, options: statuses, description: 'Active, archived or deleted in IDENT', from: (p) => orElse(p.status, 'active') },
  { no: 9, key: 'archive_reason', name: 'Причина архивирования', type: 'text', description: 'Why the patient was archived', from: (p) => p.archiveReason },
  { no: 10, key: 'branch', name: 'Филиал', type: 'text', rule: 2, description: 'Branch of the clinic', from: (p) => p.branch },
  { no: 11, key: 'city', name: 'Город', type: 'text', description: 'City of residence', from: (p) => p.city },
  { no: 12, key: 'inn', name: 'ИНН', type: 'text', sensitive: true, description: 'Taxpayer number', from: (p) => p.inn },
  { no: 13, key: 'snils', name: 'СНИЛС', type: 'text', sensitive: true, description: 'Insurance account number', from: (p) => p.snils },
  { no: 14, key: 'passport', name: 'Паспорт', type: 'text', sensitive: true, description: 'Passport', from: (p) => p.passport },
  { no: 15, key: 'first_visit', name: 'Дата первого визита', type: 'date', rule: 2, description: 'Date of the first visit', from: (p) => p.firstVisit },
  { no: 16, key: 'visits', name: 'Количество визитов', type: 'numeric', rule: 2, description: 'Completed receptions', from: (p) => p.visits },
  { no: 17, key: 'visits_sum', name: 'Сумма всех визитов', type: 'numeric', rule: 2, description: 'Cost of all treatment', from: (p) => p.visitsSum },
  { no: 18, key: 'discount', name: 'Скидка', type: 'numeric', description: 'Discount in per cent', from: (p) => p.discount },
  { no: 19, key: 'advance', name: 'Аванс', type: 'numeric', description: 'Money paid in advance', from: (p) => p.advance },
  { no: 20, key: 'debt', name: 'Долг', type: 'numeric', description: 'Money owed', from: (p) => p.debt },
  { no: 21, key: 'sms_refusal', name: 'SMS отказ', type: 'checkbox', description: 'Does not want text messages', from: (p) => p.smsRefusal },
  { no: 22, key: 'changed_at', name: 'Дата изменения', type: 'date_time', description: 'Last change in IDENT', from: (p) => p.changedAt },
  { no: 23, key: 'patronymic', name: 'Отчество', type: 'text', description: 'Patronymic', from: (p) => p.patronymic },
  // The user's text asks for a phone, which amoCRM has not among custom fields; the numbers are in PHONE as well.
  { no: 24, key: 'extra_phone', name: 'Дополнительный телефон', type: 'text', rule: phonesRule, description: 'All phones but the main one', from: extraPhones },
  { no: 25, key: 'address', name: 'Адрес', type: 'text', sensitive: true, description: 'Address', from: (p) => p.address },
  { no: 26, key: 'source', name: 'Источник', type: 'text', description: 'How the patient came to the clinic', from: (p) => p.source },
];

/** The 26 fields of the user's document, in its order: the one place that says what a contact carries. */
export const contactFields: readonly ContactField[] = lines.map(({ from, ...line }) => ({
  ...line,
  code: `IDENT_${line.key.toUpperCase()}`,
  sensitive: line.sensitive ?? false,
  version: line.version ?? 1,
  rule: line.rule ?? 1,
  take: (patient, context, work = patientWork(patient)) =>
    fieldValue(line.type, from(patient, context, work), context, (code) =>
      work.warn({ code, subject: line.key }),
    ),
}));

const byKey: ReadonlyMap<FieldKey, ContactField> = new Map(contactFields.map((f) => [f.key, f]));

/** A line of the catalogue. */
export function fieldByKey(key: FieldKey): ContactField {
  const field = byKey.get(key);
  if (field === undefined) throw new Error(`The catalogue has no field ${key}`);
  return field;
}

function orElse<T extends string>(value: Read<T>, otherwise: string): string | undefined {
  return value === null ? otherwise : value;
}

function ageOf({ birthday }: Patient, { today }: ShapeContext): Read<number> {
  if (birthday === undefined || birthday === null) return birthday;
  return isCalendarDate(birthday) ? ageOn(birthday, today) : undefined;
}

function extraPhones(patient: Patient, _context: ShapeContext, work: PatientWork): Read<string> {
  if (patient.phone === undefined) return undefined;
  const known = work.phones();
  const extra = known?.phones.filter((phone) => phone.kind === 'extra') ?? [];
  // What cannot be read is not empty.
  if (extra.length === 0 && known?.whole === false && patient.mobilePhone !== undefined)
    return undefined;
  return extra.map((phone) => phone.value).join(', ');
}
