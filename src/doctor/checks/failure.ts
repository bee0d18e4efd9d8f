import { AppError } from '../../app-error.ts';
import { both } from '../../language.ts';
import { type CheckId, type Diagnosis, problem } from '../diagnosis.ts';

/** An error of ours as a line of the report: it brings cause and cure with it. Anything else is a bug, and goes on. */
export function failed(check: CheckId, error: unknown, command?: string): Diagnosis {
  if (!(error instanceof AppError)) throw error;
  return problem(check, {
    code: error.code,
    found: both((language) => error.text(language).message),
    advice: both((language) => error.text(language).hint),
    command,
  });
}
