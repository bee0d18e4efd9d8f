import type { Patient } from '../model/patient.ts';
import { consentOf } from './recall.ts';

/** What the patients of a database say of themselves as to visits: how many; counted while others read their pages. */
export class VisitCensus {
  /** Consent to mailings, a refusal, and whoever said neither, or whose cells cannot be read. */
  readonly consent = { given: 0, refused: 0, unknown: 0 };
  /** Patients with more than one plan of treatment in force. */
  severalPlans = 0;

  async *over(pages: AsyncIterable<readonly Patient[]>): AsyncGenerator<readonly Patient[], void> {
    for await (const page of pages) {
      for (const patient of page) this.#count(patient);
      yield page;
    }
  }

  #count(patient: Patient): void {
    const consent = consentOf(patient);
    this.consent[consent === 'given' || consent === 'refused' ? consent : 'unknown'] += 1;
    if ((patient.activePlans ?? 0) > 1) this.severalPlans += 1;
  }
}
