import type { Clinic } from '../../clinic/clinic.ts';
import type { Ident } from '../../ident/ident.ts';

/**
 * The dashboard's questions to the clinic's database, one after the other: with the pass beside it there are never more
 * than two connections (I6). Whoever holds the pass lock needs no desk.
 */
export class IdentDesk {
  readonly #clinic: Pick<Clinic, 'source' | 'signal'>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(clinic: Pick<Clinic, 'source' | 'signal'>) {
    this.#clinic = clinic;
  }

  async ask<T>(question: (ident: Ident) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => this.#answer(question));
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async #answer<T>(question: (ident: Ident) => Promise<T>): Promise<T> {
    const { source, signal } = this.#clinic;
    await using ident = await source.beside(signal);
    return await question(ident);
  }
}
