/**
 * Whose patient it is. One account may take in patients of several databases of IDENT, whose ids are alike: a patient is
 * known by the number of its source and by `Patients.ID_Persons` there. Everywhere above the reader of a source both are
 * one safe integer, (number − 1) × 2³² + ID_Persons, so that a patient of source 1 is known by the id that IDENT has.
 */

/** A patient's key: of which source, and `Patients.ID_Persons` (= `Persons.ID`) there. */
export type PatientId = number & { readonly __brand: 'PatientId' };

/** The number of a source, from 1 on. It stands in ids in amoCRM, and never becomes another database's. */
export type SourceNumber = number & { readonly __brand: 'SourceNumber' };

/** What people call a source. */
export type SourceName = string & { readonly __brand: 'SourceName' };

/** Up to this number keys are safe integers. */
export const mostSources = 2 ** 20;
/** What follows on the highest ID_Persons that a key can hold: SQL Server's int ends at half of it. */
export const idsPerSource = 2 ** 32;

/** The source of a clinic that has but one, and of all patients known before there were several. */
export const firstSource = 1 as SourceNumber; // by definition

export function isSourceNumber(number: number): number is SourceNumber {
  return Number.isInteger(number) && number >= 1 && number <= mostSources;
}

/** Whether a key can be made of an ID_Persons. */
const isPersonId = (id: number): boolean => Number.isInteger(id) && id > 0 && id < idsPerSource;

/** @returns null for what is no id of a patient */
export function patientKey(source: SourceNumber, personId: number): PatientId | null {
  // The brand is given here, and nowhere to what is no key.
  return isPersonId(personId) ? (((source - 1) * idsPerSource + personId) as PatientId) : null;
}

export const sourceOf = (key: PatientId): SourceNumber =>
  (Math.floor(key / idsPerSource) + 1) as SourceNumber; // of a key, by its making

/** `Patients.ID_Persons`. */
export const personIdOf = (key: PatientId): number => key % idsPerSource;

/** The keys of a source: above `after`, and below `before`. */
export const keysOf = (
  source: SourceNumber,
): { readonly after: PatientId; readonly before: PatientId } => ({
  // Bounds of a range that no patient has as a key.
  after: ((source - 1) * idsPerSource) as PatientId,
  before: (source * idsPerSource) as PatientId,
});

/** A patient's id as people and amoCRM read it: `12345` of source 1, `2:12345` of another one. */
export function patientIdText(key: PatientId): string {
  const source = sourceOf(key);
  return source === firstSource ? String(key) : `${source}:${personIdOf(key)}`;
}

/** As a field of JSON: a number where IDENT's own id is one. */
export const patientIdJson = (key: PatientId): number | string =>
  sourceOf(key) === firstSource ? key : patientIdText(key);

const written = /^(?:([1-9]\d{0,6})\s*[:：]\s*)?([1-9]\d{0,9})$/;

/**
 * The patient that a text means. A person may put blanks around the colon, or type the wide one of another keyboard, or
 * name source 1; zeros in front, and blanks between digits, are of something that is no id.
 *
 * @returns null for what is no id
 */
export function parsePatientId(text: string): PatientId | null {
  const [, source = '1', personId] = written.exec(text.trim()) ?? [];
  if (personId === undefined) return null;
  const number = Number(source);
  return isSourceNumber(number) ? patientKey(number, Number(personId)) : null;
}

/** A key as it was stored, sent or received as a number. */
export function asPatientId(number: number): PatientId | null {
  const isKey =
    Number.isSafeInteger(number) &&
    number > 0 &&
    number < mostSources * idsPerSource &&
    number % idsPerSource !== 0;
  return isKey ? (number as PatientId) : null; // just looked at
}
