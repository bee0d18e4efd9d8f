import type { AmoClient, ContactPage } from '../../amocrm/amo-client.ts';
import type { Clock } from '../../clock.ts';
import { pageSize } from './contact-pages.ts';

type Reads = Pick<AmoClient, 'contacts' | 'counters'>;

/** A page that was asked for, and when. */
interface AskedPage {
  readonly answer: Promise<ContactPage>;
  /** Monotonic milliseconds. */
  readonly begunAt: number;
  /** Wall clock. */
  readonly begun: number;
  /** How many writes had been sent by then. */
  readonly writes: number;
}

/**
 * The first page of all contacts. It may be asked for as soon as the account is known, while the pass gets ready to read
 * it: it counts as long as we have written nothing since.
 */
export class FirstPage implements AsyncDisposable {
  readonly #amo: Reads;
  readonly #clock: Clock;
  #ahead: AskedPage | null = null;

  constructor({ amo, clock }: { readonly amo: Reads; readonly clock: Clock }) {
    this.#amo = amo;
    this.#clock = clock;
  }

  /** Asks for it, once. */
  ask(): void {
    this.#ahead ??= this.#ask();
  }

  /** The one that was asked for, or a new one. */
  take(): AskedPage {
    const ahead = this.#ahead;
    return ahead?.writes === this.#amo.counters.writes ? ahead : this.#ask();
  }

  #ask(): AskedPage {
    const answer = this.#amo.contacts({ page: 1, limit: pageSize, order: 'id-asc' });
    // Who takes it is told of its failure; a pass that has ended by another one is not.
    answer.catch(() => undefined);
    return {
      answer,
      begunAt: this.#clock.monotonic(),
      begun: this.#clock.now(),
      writes: this.#amo.counters.writes,
    };
  }

  /** Resolves when it is not on its way any more, whatever became of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#ahead?.answer]);
  }
}
