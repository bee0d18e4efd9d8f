import type { RowError } from '../wire.ts';

/** A change that the CRM's own forms would not let through either. */
export class PersonMistake extends Error {}

export function stopAt(errors: readonly RowError[]): void {
  if (errors.length === 0) return;
  throw new PersonMistake(errors.map(({ code, path }) => `${code} ${path}`).join('; '));
}
