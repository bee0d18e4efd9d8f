import { AppError } from '../../app-error.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import type { Source } from '../../clinic/source.ts';
import type { Patient } from '../../contact/model/patient.ts';
import { type PatientId, type SourceNumber, sourceOf } from '../../contact/model/patient-key.ts';
import { isOfDatabase } from '../../health/read-facts.ts';
import type { Ident } from '../../ident/ident.ts';
import { numbered } from '../../ident/sources/numbered.ts';
import { recall } from '../../sync/source/check-sources.ts';

/** What came of the last question to a database. */
export interface DatabaseAnswer {
  /** Wall ms. */
  readonly at: number;
  readonly isThere: boolean;
}

/** Keeps whoever else asks for the same clinic's page out while it works. */
export type DeskTurn = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * The dashboard's questions to the clinic's database, one after the other: with the pass beside it there are never more
 * than two connections (I6). Whoever holds the pass lock needs no desk.
 */
export class IdentDesk {
  readonly #clinic: Pick<Clinic, 'sources' | 'signal' | 'state' | 'clock'>;
  readonly #last = new Map<SourceNumber, DatabaseAnswer>();
  readonly #alone: DeskTurn;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param alone where other machines show the page, too */
  constructor(
    clinic: Pick<Clinic, 'sources' | 'signal' | 'state' | 'clock'>,
    alone: DeskTurn = (work) => work(),
  ) {
    this.#clinic = clinic;
    this.#alone = alone;
  }

  /** Undefined: it was not asked yet. */
  lastAnswer(number: SourceNumber): DatabaseAnswer | undefined {
    return this.#last.get(number);
  }

  /** A patient as a pass would read it; undefined where its source does not show it, or there is no such source. */
  async patient(id: PatientId): Promise<Patient | undefined> {
    const source = this.#clinic.sources.find(({ number }) => number === sourceOf(id));
    if (source === undefined) return undefined;
    return await this.recalled(source, async (ident) => (await ident.byIds([id]))[0]);
  }

  /** As a pass would ask it: with what is remembered of the source. */
  async recalled<T>(source: Source, question: (ident: Ident) => Promise<T>): Promise<T> {
    return await this.ask(async (ident) => {
      await recall(this.#clinic.state, { ...source, ident });
      return await question(ident);
    }, source);
  }

  /** @param source whose patients come under their keys; absent: the first one */
  async ask<T>(question: (ident: Ident) => Promise<T>, source?: Source): Promise<T> {
    const turn = this.#turn.then(() => this.#alone(() => this.#answer(question, source)));
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async #answer<T>(question: (ident: Ident) => Promise<T>, of: Source | undefined): Promise<T> {
    const { sources, signal } = this.#clinic;
    const source = of ?? sources[0];
    if (source === undefined) throw new Error('a clinic has a source');
    try {
      await using ident = await source.ident.beside(signal);
      const answer = await question(of === undefined ? ident : numbered(ident, of.number));
      this.#heard(source, true);
      return answer;
    } catch (error) {
      if (error instanceof AppError && isOfDatabase(error.code)) this.#heard(source, false);
      throw error;
    }
  }

  #heard({ number }: Source, isThere: boolean): void {
    this.#last.set(number, { at: this.#clinic.clock.now(), isThere });
  }
}
