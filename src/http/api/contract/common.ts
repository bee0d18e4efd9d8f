import { z } from 'zod';
import { asPatientId } from '../../../contact/model/patient-key.ts';

/** Wall clock, milliseconds since the epoch. */
export const moment = z.number().nonnegative();
export const count = z.number().int().nonnegative();
/** Of a row in IDENT, amoCRM or the state. */
export const id = z.number().int().positive().max(999_999_999_999_999);

/** A patient's key; people read it as `patientIdText` writes it. */
export const patientId = z.number().refine((key) => asPatientId(key) !== null);

/** The name of the patient's database; null: the clinic has but one, or no patient is meant. */
export const source = z.string().nullable();

/** A patient, and the contact, with its card in amoCRM, that is theirs as far as is known. */
export const whose = {
  patientId,
  source,
  contactId: id.nullable(),
  contactUrl: z.string().nullable(),
};

/** The same in both languages of the page, which picks one: switching the language asks for nothing anew. */
export const localized = <T extends z.ZodType>(schema: T) =>
  z.strictObject({ ru: schema, en: schema });

export const words = localized(z.string());
/** What happened, and what to do. `hint` may be empty: there is nothing to do. */
export const advice = localized(z.strictObject({ message: z.string(), hint: z.string() }));

/** Anything that went wrong, as every answer with a status of 4xx or 5xx carries it; no values in it. */
export const problem = z.strictObject({
  /** Stable: `WRONG_PASSWORD`, `AMO_UNAUTHORIZED`, `IDENT_UNREACHABLE`, … */
  code: z.string(),
  text: advice,
  /** The same may succeed later without anybody changing anything. */
  retryable: z.boolean(),
});
export const failure = z.strictObject({ error: problem });

/** Done, and there is nothing more to say. */
export const nothing = z.strictObject({});

/** An id in a path or a query, where everything is text. */
export const idText = z.coerce.number<string | number>().pipe(id);
export const patientIdInPath = z.coerce.number<string | number>().pipe(patientId);
export const limitText = (most: number, usual: number) =>
  z.coerce.number<string | number>().int().min(1).max(most).default(usual);
export const languageQuery = z.strictObject({ lang: z.enum(['ru', 'en']).default('ru') });

export type Problem = z.infer<typeof problem>;
export type Failure = z.infer<typeof failure>;
