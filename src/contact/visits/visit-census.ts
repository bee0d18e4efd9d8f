import type { Patient } from '../model/patient.ts';
import { consentOf } from './recall.ts';

/** What the patients of a database say of themselves as to visits: how many. */
export interface VisitCounts {
  /** Consent to mailings, a refusal, and whoever said neither, or whose cells cannot be read. */
  readonly consent: { readonly given: number; readonly refused: number; readonly unknown: number };
  /** Patients with more than one plan of treatment in force. */
  readonly severalPlans: number;
}

/** Counts while others read; the pages go on as they came. */
export class VisitCensus {
  #given = 0;
  #refused = 0;
  #unknown = 0;
  #severalPlans = 0;

  async *over(pages: AsyncIterable<readonly Patient[]>): AsyncGenerator<readonly Patient[], void> {
    for await (const page of pages) {
      for (const patient of page) this.#count(patient);
      yield page;
    }
  }

  #count(patient: Patient): void {
    const consent = consentOf(patient);
    if (consent === 'given') this.#given += 1;
    else if (consent === 'refused') this.#refused += 1;
    else this.#unknown += 1;
    if ((patient.activePlans ?? 0) > 1) this.#severalPlans += 1;
  }

  get counts(): VisitCounts {
    return {
      consent: { given: this.#given, refused: this.#refused, unknown: this.#unknown },
      severalPlans: this.#severalPlans,
    };
  }
}
