import { z } from 'zod';
import { isSourceNumber } from '../../contact/model/patient-key.ts';

/**
 * A name by which a clinic or a source is asked for on the command line: of one line, and neither a number nor with a
 * colon, since `2:12345` is a patient.
 */
const name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}:]+$/u)
  .regex(/\p{L}/u);

const number = z
  .string()
  .regex(/^[1-9]\d{0,6}$/)
  .transform(Number)
  .refine(isSourceNumber);

export const sourceIdentities = { name, number };
