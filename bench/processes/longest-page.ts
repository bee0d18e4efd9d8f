import type { Patient } from '../../src/contact/model/patient.ts';
import type { PatientReader } from '../../src/ident/ident.ts';

/** How long a page of a whole reading is on its way at most: for so long nobody is let in once it is asked for. */
export class LongestPage {
  #longestMs = 0;

  constructor(ident: PatientReader) {
    const all = ident.all.bind(ident);
    ident.all = (after, options) => this.#timed(all(after, options));
  }

  get ms(): number {
    return this.#longestMs;
  }

  async *#timed(
    pages: AsyncGenerator<readonly Patient[], void>,
  ): AsyncGenerator<readonly Patient[], void> {
    let begun = performance.now();
    for await (const page of pages) {
      this.#longestMs = Math.max(this.#longestMs, performance.now() - begun);
      yield page;
      begun = performance.now();
    }
  }
}
