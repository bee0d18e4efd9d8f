import type { Clinic } from '../../clinic/clinic.ts';
import type { Source } from '../../clinic/source.ts';
import type { Patient, PatientId } from '../../contact/model/patient.ts';
import { sourceOf } from '../../contact/model/patient-key.ts';
import type { Ident } from '../../ident/ident.ts';
import { numbered } from '../../ident/sources/numbered.ts';
import { recall } from '../../sync/source/check-sources.ts';

/**
 * The dashboard's questions to the clinic's database, one after the other: with the pass beside it there are never more
 * than two connections (I6). Whoever holds the pass lock needs no desk.
 */
export class IdentDesk {
  readonly #clinic: Pick<Clinic, 'source' | 'sources' | 'signal' | 'state'>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(clinic: Pick<Clinic, 'source' | 'sources' | 'signal' | 'state'>) {
    this.#clinic = clinic;
  }

  /** A patient as a pass would read it; undefined where its source does not show it, or there is no such source. */
  async patient(id: PatientId): Promise<Patient | undefined> {
    const source = this.#clinic.sources.find(({ number }) => number === sourceOf(id));
    if (source === undefined) return undefined;
    return await this.ask(async (ident) => {
      await recall(this.#clinic.state, { ...source, ident });
      return (await ident.byIds([id]))[0];
    }, source);
  }

  /** @param source whose patients come under their keys; absent: the first one */
  async ask<T>(question: (ident: Ident) => Promise<T>, source?: Source): Promise<T> {
    const turn = this.#turn.then(() => this.#answer(question, source));
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async #answer<T>(question: (ident: Ident) => Promise<T>, of: Source | undefined): Promise<T> {
    const { source, signal } = this.#clinic;
    await using ident = await (of?.ident ?? source).beside(signal);
    return await question(of === undefined ? ident : numbered(ident, of.number));
  }
}
