import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import type { Pass } from '../pass/pass-context.ts';
import { pageSize } from './contact-pages.ts';
import type { CrmSnapshot } from './crm-snapshot.ts';

/** As long as a page counts for what stands there now: not longer than reading a dozen contacts one by one takes. */
const freshMs = 2_000;
/** Fewer contacts are read one by one, … */
const fewest = 10;
/** … and also more, unless a page holds at least so many of them. */
const leastOfPage = 5;

interface ReadPage {
  readonly at: number;
  readonly contacts: Promise<readonly AmoContact[]>;
}

/**
 * Contacts as they are now, many at a time, where a full read has shown in which places they stand: those of a batch of
 * leads have ids close to each other, and one page takes the place of fifty requests.
 */
export class CurrentContacts {
  readonly #pass: Pick<Pass, 'amo' | 'clock'>;
  readonly #snapshot: Pick<CrmSnapshot, 'places'>;
  readonly #pages = new Map<number, ReadPage>();

  constructor(pass: Pick<Pass, 'amo' | 'clock'>, snapshot: Pick<CrmSnapshot, 'places'>) {
    this.#pass = pass;
    this.#snapshot = snapshot;
  }

  /** Those that a page showed; the others are to be read one by one: they moved, are gone, or stand too far apart. */
  async of(ids: readonly ContactId[]): Promise<ReadonlyMap<ContactId, AmoContact>> {
    if (ids.length < fewest) return new Map();
    const places = await this.#snapshot.places(Math.min(...ids), Math.max(...ids));
    const first = Math.floor(places.before / pageSize) + 1;
    const last = Math.floor((places.before + places.between - 1) / pageSize) + 1;
    if ((last - first + 1) * leastOfPage > ids.length) return new Map();
    const pages = Array.from({ length: last - first + 1 }, (_, at) => this.#page(first + at));
    // All of them end, also when one fails.
    await Promise.allSettled(pages);
    const wanted = new Set(ids);
    const found = (await Promise.all(pages)).flat().filter(({ id }) => wanted.has(id));
    return new Map(found.map((contact) => [contact.id, contact]));
  }

  #page(page: number): Promise<readonly AmoContact[]> {
    const { amo, clock } = this.#pass;
    const now = clock.monotonic();
    for (const [known, { at }] of this.#pages) {
      if (now - at > freshMs) this.#pages.delete(known);
    }
    const kept = this.#pages.get(page);
    if (kept !== undefined) return kept.contacts;
    const contacts = amo
      .contacts({ page, limit: pageSize, order: 'id-asc' })
      .then((answer) => answer.contacts);
    this.#pages.set(page, { at: now, contacts });
    return contacts;
  }
}
