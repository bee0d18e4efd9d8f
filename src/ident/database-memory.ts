import type { Clock } from '../clock.ts';
import { ScanMemory } from './changes/overlap-memory.ts';
import { KnownCatalogue } from './sql/known-catalogue.ts';

/**
 * What passes of one process know of a database from those before: what stands in the overlap behind the cursor, and which
 * columns there are. It is of use for minutes, and holds for the settings alone that the database was read by.
 */
export class DatabaseMemory {
  readonly scans = new ScanMemory();
  readonly catalogue: KnownCatalogue;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.catalogue = new KnownCatalogue(clock);
  }
}

/** Of many databases, each by its settings as they were read once: other settings have learnt nothing, and those that are gone are forgotten. */
export class DatabaseMemories {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #all = new WeakMap<object, DatabaseMemory>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  of(settings: object): DatabaseMemory {
    const known = this.#all.get(settings) ?? new DatabaseMemory(this.#clock);
    this.#all.set(settings, known);
    return known;
  }
}
