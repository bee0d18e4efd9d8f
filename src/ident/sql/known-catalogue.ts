import type { Clock } from '../../clock.ts';
import type { Catalogue } from './catalogue.ts';

/** A column that is new in IDENT, or that the login is newly allowed to read, is seen by then. */
const lastingMs = 3_600_000;

/**
 * The catalogue as the passes of one process know it, so that not each of them asks for it: it changes with an update of
 * IDENT, or with rights. A column that is gone makes a statement fail, and whoever meets a failure has it forgotten.
 */
export class KnownCatalogue {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #known: { readonly catalogue: Catalogue; readonly at: number } | null = null;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  async get(read: () => Promise<Catalogue>): Promise<Catalogue> {
    const now = this.#clock.monotonic();
    if (this.#known !== null && now - this.#known.at < lastingMs) return this.#known.catalogue;
    const catalogue = await read();
    this.#known = { catalogue, at: now };
    return catalogue;
  }

  forget(): void {
    this.#known = null;
  }
}
