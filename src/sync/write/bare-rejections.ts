import { type AmoError, BodyRefusedError } from '../../amocrm/errors/errors.ts';
import type { Pass } from '../pass/pass-context.ts';
import { type Rejectable, reject } from './rejections.ts';

/**
 * Rows of a batch that amoCRM rejected one by one without naming them, or passed over again and again. They are queued, or they would block all others
 * for ever; but where it judged no row at all, it is not about the rows, and the pass ends with amoCRM's rejection.
 */
export class BareRejections {
  readonly #rows: { readonly row: Rejectable; readonly code: string }[] = [];
  #judged = 0;
  #error: AmoError | null = null;

  /** Rows that were taken, or rejected by name. */
  judged(rows: number): void {
    this.#judged += rows;
  }

  /** @param error a rejection that names nobody, or an answer that passes the row over. */
  add(row: Rejectable, error: AmoError): void {
    const code = error instanceof BodyRefusedError ? 'BodyRefused' : 'Refused';
    this.#rows.push({ row, code });
    this.#error = error;
  }

  /** Once the whole batch is through. @throws the rejection, when it is not about the rows. */
  async conclude(pass: Pass): Promise<void> {
    if (this.#judged === 0 && this.#rows.length > 1 && this.#error !== null) throw this.#error;
    if (this.#rows.length > 0) await pass.fieldWatch.look({ urgent: true });
    for (const { row, code } of this.#rows) await reject(pass, row, { code, subject: null });
  }
}

/** The two halves in which a bad row is looked for. */
export function halves<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)];
}
