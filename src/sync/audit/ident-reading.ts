import type { Patient } from '../../contact/model/patient.ts';
import type { PatientReader } from '../../ident/ident.ts';

/**
 * IDENT read whole, page by page. What has to be gone through before the first page takes as long as many requests to
 * amoCRM: it is begun at once, beside them, and that page waits until somebody asks for it.
 */
export class IdentReading implements AsyncDisposable {
  /** How many patients there are, for progress. */
  readonly total: Promise<number>;
  readonly #pages: AsyncGenerator<readonly Patient[], void>;
  #ahead: Promise<IteratorResult<readonly Patient[], void>> | null;

  constructor(ident: Pick<PatientReader, 'count' | 'all'>) {
    this.total = ident.count();
    this.#pages = ident.all(undefined, { asAudit: true });
    this.#ahead = this.total.then(() => this.#pages.next());
    // Who asks for it is told of its failure; a pass that has ended by another one is not.
    this.#ahead.catch(() => undefined);
  }

  /** Null: it is at its end. */
  async next(): Promise<readonly Patient[] | null> {
    const page = this.#ahead ?? this.#pages.next();
    this.#ahead = null;
    const { value, done } = await page;
    return done === true ? null : value;
  }

  /** Resolves when nothing is read ahead any more, whatever became of it. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.#ahead]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // In this order: what has not begun yet does not begin any more.
    await this.#pages.return();
    await this.idle();
  }
}
