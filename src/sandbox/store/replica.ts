import type { Manners } from '../sandbox-options.ts';
import { type EntityRecord, type EntityStore, inOrder, type Listing } from './entity-store.ts';

/** What a contact or a lead was before it changed, and what `query` found it by then. */
interface Past<R> {
  readonly at: number;
  readonly was: R | null;
  readonly searchText: string;
}

type Lag = Pick<Manners, 'listLagMs' | 'lagging'>;

/** The contacts, or the leads, as a replica shows them that is behind the writes: everything as it was so many milliseconds ago. */
export class Replica<R extends EntityRecord> {
  readonly #store: EntityStore<R>;
  readonly #now: () => number;
  readonly #manners: Lag;
  /** By id, oldest change first. */
  readonly #past = new Map<number, Past<R>[]>();

  constructor(store: EntityStore<R>, now: () => number, manners: Lag) {
    this.#store = store;
    this.#now = now;
    this.#manners = manners;
  }

  /** Right before one is written. */
  note(id: number): void {
    const { listLagMs, lagging } = this.#manners;
    if (listLagMs === 0) return;
    const was = this.#store.get(id);
    if (lagging === 'coming' && was?.gone === 0) return;
    const past = this.#past.get(id) ?? [];
    past.push({ at: this.#now(), was, searchText: this.#store.searchText(id) });
    this.#past.set(id, past);
  }

  get(id: number): R | null {
    const past = this.#shown().get(id);
    return past ? past.was : this.#store.get(id);
  }

  list(listing: Listing): readonly R[] {
    const shown = this.#shown();
    if (shown.size === 0) return this.#store.list(listing);
    const { query, ids, gone = 0, limit, offset } = listing;
    const old = [...shown.values()].flatMap(({ was, searchText }) =>
      was?.gone === gone && (query === undefined || searchText.includes(query)) ? [was] : [],
    );
    return [
      ...this.#store.list({ ...listing, limit: -1, offset: 0 }).filter(({ id }) => !shown.has(id)),
      ...old.filter(({ id }) => !ids || ids.includes(id)),
    ]
      .toSorted(inOrder(listing))
      .slice(offset, offset + limit);
  }

  /** What is not shown yet, by id; what has become visible is forgotten. */
  #shown(): ReadonlyMap<number, Past<R>> {
    const since = this.#now() - this.#manners.listLagMs;
    const shown = new Map<number, Past<R>>();
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
