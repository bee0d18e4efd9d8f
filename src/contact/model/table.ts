/**
 * What a contact is made of: the one table from which the types and parsers of a patient, the fields in amoCRM, masks
 * and views follow. A further field is one line here, and its place in a profile (`src/ident/profiles`).
 */

/** What an input's cell is read as; each kind has one type (`patient.ts`) and one parser (`ident/patients/parse-patient.ts`). */
export type InputKind = 'text' | 'day' | 'wall-clock' | 'decimal' | 'count' | 'flag' | 'choice';

/** The amoCRM types of our fields. */
export type ContactFieldType =
  | 'text'
  | 'textarea'
  | 'numeric'
  | 'select'
  | 'checkbox'
  | 'date'
  | 'date_time';

/**
 * How a value is shown to those who must not see it. `shown` is what says something of the work and nothing of a
 * person: ids, status, choices, counts, when. Of everything else only the kind and its length are left to be seen.
 */
export type MaskManner = 'shown' | 'words' | 'phones' | 'emails' | 'text' | 'date' | 'money';

/** A choice of a select field. `value` is the exact text in amoCRM. */
export interface SelectOption {
  readonly key: string;
  readonly value: string;
  /** What people call it in a field of their own. */
  readonly aliases?: readonly string[];
  /** A cell that says this says nothing: it is empty. */
  readonly saysNothing?: true;
}

interface Line {
  readonly key: string;
  /** The exact Russian name in amoCRM. */
  readonly name: string;
  readonly type: ContactFieldType;
  /** The cell that the value is made of. */
  readonly input?: string;
  /** Given where the field is the one that is named for its input: switched off, the cell is not even selected (I7). */
  readonly kind?: InputKind;
  /** The value is more than its cell: `shape.ts` makes it. */
  readonly derived?: true;
  readonly mask: MaskManner;
  /** What it holds, in English (documents); Russian names speak for themselves. */
  readonly description: string;
  /** Personal data that should be thought about before it is sent. */
  readonly sensitive?: true;
  /** Of the form that is hashed (left out: 1). Raised, it backfills this field for everybody, changed or not. */
  readonly version?: number;
  /**
   * Of the rule that makes the value, here or where IDENT is read (left out: 1): raised with every change of it, so
   * that what differs then does not pass for a change in IDENT.
   */
  readonly rule?: number;
  /** Of select fields, in amoCRM's order. */
  readonly options?: readonly SelectOption[];
  /** The choice of whom the cell is empty. */
  readonly otherwise?: string;
  /** Other inputs that the value is made of as well: they are read for it, though they be those of a further field that is off. */
  readonly beside?: readonly string[];
}

/** Versions of the rules for what is no field, raised when something else comes of the same cells. */
export const partRules = { name: 1, phones: 2, emails: 2 } as const;

const sexes = [
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
    saysNothing: true,
  },
] as const satisfies readonly SelectOption[];

const statuses = [
  { key: 'active', value: 'Активный', aliases: ['Активен', 'Действующий'] },
  { key: 'archived', value: 'Архивный', aliases: ['Архив', 'В архиве'] },
  { key: 'deleted', value: 'Удален', aliases: ['Удалённый', 'Удалено'] },
] as const satisfies readonly SelectOption[];

/** The fields of the user's document, in its order and under its numbers; further ones come behind. */
// biome-ignore format: a table is read by its columns
export const lines = [
  { key: 'patient_id', name: 'ID пациента IDENT', type: 'text', derived: true, mask: 'shown', description: 'Key of the patient in IDENT (Patients.ID_Persons)' },
  { key: 'age', name: 'Возраст', type: 'numeric', input: 'birthday', derived: true, mask: 'shown', rule: 2, description: "Whole years on the clinic's present date" },
  { key: 'sex', name: 'Пол', type: 'select', input: 'sex', kind: 'choice', mask: 'shown', rule: 2, options: sexes, otherwise: 'unknown', description: 'Sex' },
  { key: 'birthday', name: 'Дата рождения', type: 'date', input: 'birthday', kind: 'day', mask: 'date', rule: 2, description: 'Date of birth' },
  { key: 'card_number', name: 'Номер карты', type: 'text', input: 'cardNumber', kind: 'text', mask: 'text', description: 'Number of the medical card' },
  { key: 'comment', name: 'Комментарий IDENT', type: 'textarea', input: 'comment', kind: 'text', mask: 'text', sensitive: true, description: 'Comment on the patient in IDENT' },
  { key: 'patient_number', name: 'Номер пациента', type: 'text', input: 'patientNumber', kind: 'text', mask: 'text', description: "The clinic's own number of the patient" },
  { key: 'status', name: 'Статус пациента', type: 'select', input: 'status', kind: 'choice', mask: 'shown', rule: 2, options: statuses, otherwise: 'active', description: 'Active, archived or deleted in IDENT' },
  { key: 'archive_reason', name: 'Причина архивирования', type: 'text', input: 'archiveReason', kind: 'text', mask: 'text', description: 'Why the patient was archived' },
  { key: 'branch', name: 'Филиал', type: 'text', input: 'branch', kind: 'text', mask: 'text', rule: 2, description: 'Branch of the clinic' },
  { key: 'city', name: 'Город', type: 'text', input: 'city', kind: 'text', mask: 'text', description: 'City of residence' },
  { key: 'inn', name: 'ИНН', type: 'text', input: 'inn', kind: 'text', mask: 'text', sensitive: true, description: 'Taxpayer number' },
  { key: 'snils', name: 'СНИЛС', type: 'text', input: 'snils', kind: 'text', mask: 'text', sensitive: true, description: 'Insurance account number' },
  { key: 'passport', name: 'Паспорт', type: 'text', input: 'passport', kind: 'text', mask: 'text', sensitive: true, description: 'Passport' },
  { key: 'first_visit', name: 'Дата первого визита', type: 'date', input: 'firstVisit', kind: 'day', mask: 'shown', rule: 2, description: 'Date of the first visit' },
  { key: 'visits', name: 'Количество визитов', type: 'numeric', input: 'visits', kind: 'count', mask: 'shown', rule: 2, description: 'Completed receptions' },
  { key: 'visits_sum', name: 'Сумма всех визитов', type: 'numeric', input: 'visitsSum', kind: 'decimal', mask: 'money', rule: 2, description: 'Cost of all treatment' },
  { key: 'discount', name: 'Скидка', type: 'numeric', input: 'discount', kind: 'decimal', mask: 'shown', description: 'Discount in per cent' },
  { key: 'advance', name: 'Аванс', type: 'numeric', input: 'advance', kind: 'decimal', mask: 'money', description: 'Money paid in advance' },
  { key: 'debt', name: 'Долг', type: 'numeric', input: 'debt', kind: 'decimal', mask: 'money', description: 'Money owed' },
  { key: 'sms_refusal', name: 'SMS отказ', type: 'checkbox', input: 'smsRefusal', kind: 'flag', mask: 'shown', description: 'Does not want text messages' },
  { key: 'changed_at', name: 'Дата изменения', type: 'date_time', input: 'changedAt', kind: 'wall-clock', mask: 'shown', description: 'Last change in IDENT' },
  { key: 'patronymic', name: 'Отчество', type: 'text', input: 'patronymic', kind: 'text', mask: 'words', description: 'Patronymic' },
  // The user's text asks for a phone, which amoCRM has not among custom fields; the numbers are in PHONE as well.
  { key: 'extra_phone', name: 'Дополнительный телефон', type: 'text', input: 'phone', kind: 'text', derived: true, mask: 'phones', rule: partRules.phones, description: 'All phones but the main one' },
  { key: 'address', name: 'Адрес', type: 'text', input: 'address', kind: 'text', mask: 'text', sensitive: true, description: 'Address' },
  { key: 'source', name: 'Источник', type: 'text', input: 'source', kind: 'text', mask: 'text', description: 'How the patient came to the clinic' },
] as const satisfies readonly Line[];

/**
 * Facts of visits: off until somebody names them (`EXTRA_FIELDS`). Dates, never "days since": nothing is written anew
 * because a night passed. Who the doctor is tells of an illness.
 */
// biome-ignore format: a table is read by its columns
export const extraLines = [
  { key: 'next_visit', name: 'Следующий визит', type: 'date_time', input: 'nextVisit', kind: 'wall-clock', mask: 'shown', description: 'Start of the earliest booking that is still ahead' },
  { key: 'next_doctor', name: 'Врач следующего визита', type: 'text', input: 'nextDoctor', kind: 'text', mask: 'text', sensitive: true, description: 'Doctor of that booking' },
  { key: 'last_visit', name: 'Последний визит', type: 'date', input: 'lastVisit', kind: 'day', mask: 'shown', description: 'Date of the latest completed reception' },
  { key: 'last_doctor', name: 'Врач последнего визита', type: 'text', input: 'lastDoctor', kind: 'text', mask: 'text', sensitive: true, description: 'Doctor of that reception' },
  { key: 'no_shows', name: 'Неявок', type: 'numeric', input: 'noShows', kind: 'count', mask: 'shown', description: 'Bookings that nobody came to' },
  { key: 'cancellations', name: 'Отмен', type: 'numeric', input: 'cancellations', kind: 'count', mask: 'shown', description: 'Bookings that the patient took back; neither moved ones nor those that the clinic cancelled' },
  { key: 'paid_total', name: 'Оплачено всего', type: 'numeric', input: 'paidTotal', kind: 'decimal', mask: 'money', description: 'All that was paid' },
  { key: 'plan_left', name: 'План лечения: осталось', type: 'numeric', input: 'planLeft', kind: 'decimal', derived: true, beside: ['activePlans'], mask: 'money', description: 'What is not done yet of the plan in force; empty where there are two' },
  { key: 'mailing_consent', name: 'Согласие на рассылку', type: 'checkbox', input: 'conformToSending', kind: 'flag', derived: true, beside: ['smsRefusal'], mask: 'shown', description: 'Consents to mailings, and refuses no messages' },
  { key: 'recall_on', name: 'Пора пригласить', type: 'date', input: 'lastVisit', derived: true, beside: ['openBookings', 'conformToSending', 'smsRefusal'], mask: 'shown', description: 'RECALL_MONTHS after the last visit; empty while a booking stands, and for whoever did not consent' },
] as const satisfies readonly Line[];

/** Inputs that are no field of their own: what of a contact they go into, and what a person knows them by. */
export const otherInputs = {
  surname: { kind: 'text', subject: 'name', name: 'Фамилия' },
  name: { kind: 'text', subject: 'name', name: 'Имя' },
  parentName: { kind: 'text', subject: 'parent', name: 'Родитель/опекун' },
  mobilePhone: { kind: 'text', subject: 'phones', name: 'Мобильный телефон' },
  email: { kind: 'text', subject: 'emails', name: 'E-mail' },
  activePlans: { kind: 'count', subject: 'plan_left', name: 'Действующих планов лечения' },
  openBookings: { kind: 'count', subject: 'recall_on', name: 'Предстоящих записей' },
} as const satisfies Readonly<
  Record<string, { kind: InputKind; subject: OtherSubject | ExtraKey; name: string }>
>;

export type OtherSubject = 'name' | 'phones' | 'emails' | 'parent';

type AnyLine = (typeof lines)[number] | (typeof extraLines)[number];
/** A line whose field is the one that is named for its input. */
type OwningLine = Extract<AnyLine, { readonly kind: InputKind }>;
type OtherInput = keyof typeof otherInputs;

/** The key of a field; users name fields by it (`EXCLUDE_FIELDS`, `EXTRA_FIELDS`). */
export type FieldKey = AnyLine['key'];

/** Of one that is off until it is named. */
type ExtraKey = (typeof extraLines)[number]['key'];

/** Fields whose value is more than their cell. */
export type DerivedField = Extract<AnyLine, { readonly derived: true }>['key'];

/** What a profile can feed: every property of a patient that comes from a cell. */
export type PatientInput = OwningLine['input'] | OtherInput;

/** The line of an input that has a field of its own. */
type LineOf<I> = Extract<OwningLine, { readonly input: I }>;

export type KindOf<I extends PatientInput> = I extends OtherInput
  ? (typeof otherInputs)[I]['kind']
  : LineOf<I>['kind'];

/** The choices that a cell of an input may name. */
export type ChoicesOf<I extends PatientInput> =
  LineOf<I> extends { readonly options: readonly (infer O)[] }
    ? Exclude<O, { readonly saysNothing: true }> extends { readonly key: infer K extends string }
      ? K
      : never
    : never;
