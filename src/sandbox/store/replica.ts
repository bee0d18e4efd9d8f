import type { ContactRecord } from '../contact/contact-record.ts';
import type { Manners } from '../sandbox-options.ts';
import { type ContactListing, type ContactStore, inOrder } from './contact-store.ts';

/** What a contact was before it changed, and what `query` found it by then. */
interface Past {
  readonly at: number;
  readonly was: ContactRecord | null;
  readonly searchText: string;
}

type Lag = Pick<Manners, 'listLagMs' | 'lagging'>;

/** The contacts as a replica shows them that is behind the writes: everything as it was so many milliseconds ago. */
export class Replica {
  readonly #contacts: ContactStore;
  readonly #now: () => number;
  readonly #manners: Lag;
  /** By contact, oldest change first. */
  readonly #past = new Map<number, Past[]>();

  constructor(contacts: ContactStore, now: () => number, manners: Lag) {
    this.#contacts = contacts;
    this.#now = now;
    this.#manners = manners;
  }

  /** Right before a contact is written. */
  note(id: number): void {
    const { listLagMs, lagging } = this.#manners;
    if (listLagMs === 0) return;
    const was = this.#contacts.get(id);
    if (lagging === 'coming' && was?.gone === 0) return;
    const past = this.#past.get(id) ?? [];
    past.push({ at: this.#now(), was, searchText: this.#contacts.searchText(id) });
    this.#past.set(id, past);
  }

  get(id: number): ContactRecord | null {
    const past = this.#shown().get(id);
    return past ? past.was : this.#contacts.get(id);
  }

  list(listing: ContactListing): readonly ContactRecord[] {
    const shown = this.#shown();
    if (shown.size === 0) return this.#contacts.list(listing);
    const { query, ids, gone = 0, limit, offset } = listing;
    const old = [...shown.values()].flatMap(({ was, searchText }) =>
      was?.gone === gone && (query === undefined || searchText.includes(query)) ? [was] : [],
    );
    return [
      ...this.#contacts
        .list({ ...listing, limit: -1, offset: 0 })
        .filter(({ id }) => !shown.has(id)),
      ...old.filter(({ id }) => !ids || ids.includes(id)),
    ]
      .toSorted(inOrder(listing))
      .slice(offset, offset + limit);
  }

  /** What is not shown yet, by contact; what has become visible is forgotten. */
  #shown(): ReadonlyMap<number, Past> {
    const since = this.#now() - this.#manners.listLagMs;
    const shown = new Map<number, Past>();
    for (const [id, past] of this.#past) {
      const [first, ...rest] = past.filter(({ at }) => at > since);
      if (first) {
        shown.set(id, first);
        this.#past.set(id, [first, ...rest]);
      } else this.#past.delete(id);
    }
    return shown;
  }
}
