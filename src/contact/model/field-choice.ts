import type { CancelMeaning } from '../visits/cancel-reason.ts';
import { type ContactField, contactFields, everyField, extraFields, fieldByKey } from './fields.ts';
import type { FieldKey, PatientInput } from './table.ts';

/** The fields that were asked for besides those of each contact, and what they are made by. */
export interface ExtraFields {
  readonly fields: ReadonlySet<FieldKey>;
  /** The clinic's zone: a booking is ahead or behind by its clock. */
  readonly timeZone: string;
  /** From the last visit to the day from which one may be invited again. */
  readonly recallMonths: number;
  /** What the clinic said of its reasons of cancelling: folded names and their meaning. */
  readonly cancelReasons: ReadonlyMap<string, CancelMeaning>;
}

/** Which fields an installation has. */
export interface FieldChoice {
  /** Neither read nor sent. */
  readonly excluded: ReadonlySet<FieldKey>;
  readonly extra?: ExtraFields | undefined;
}

/** The fields that people are told of: those of each contact, switched off or not, and those that were asked for. */
export function offeredFields({ extra }: Pick<FieldChoice, 'extra'>): readonly ContactField[] {
  if (extra === undefined) return contactFields;
  return everyField.filter(({ key, isExtra }) => !isExtra || extra.fields.has(key));
}

/** Whether a field is neither read nor sent. */
export function isOff(key: FieldKey, { excluded, extra }: FieldChoice): boolean {
  if (excluded.has(key)) return true;
  return fieldByKey(key).isExtra && extra?.fields.has(key) !== true;
}

/** The fields that contacts get. */
export const chosenFields = (choice: FieldChoice): readonly ContactField[] =>
  offeredFields(choice).filter(({ key }) => !choice.excluded.has(key));

/**
 * Of the fields that are off until they are named, the inputs that nobody asked for: it is as if there were no such
 * inputs.
 */
export function unaskedInputs(choice: Pick<FieldChoice, 'extra'>): ReadonlySet<PatientInput> {
  const asked = new Set([...contactFields, ...offeredFields(choice)].flatMap(inputsOf));
  return new Set(extraFields.flatMap(inputsOf).filter((input) => !asked.has(input)));
}

const inputsOf = ({ input, beside }: ContactField): readonly PatientInput[] =>
  input === null ? beside : [input, ...beside];

const nothingSaid = { recallMonths: 6, cancelReasons: new Map<string, CancelMeaning>() };

/** The choice with a field switched on all the same. */
export function switchedOn(
  { excluded, extra }: FieldChoice,
  key: FieldKey,
  timeZone: string,
): FieldChoice {
  const left = new Set([...excluded].filter((other) => other !== key));
  if (!fieldByKey(key).isExtra) return { excluded: left, extra };
  return {
    excluded: left,
    extra: { ...nothingSaid, timeZone, ...extra, fields: new Set([...(extra?.fields ?? []), key]) },
  };
}
