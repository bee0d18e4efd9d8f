import { EndlessListError } from '../../../amocrm/errors/errors.ts';

export interface ListedRow {
  readonly id: number;
}

/** A page of contacts, or of deals, which are read by the same law. */
export interface ListedPage<Row extends ListedRow = ListedRow> {
  readonly contacts: readonly Row[];
  readonly hasNext: boolean;
}

/** So many pages in a row that bring nothing new, and the list has no end; the client bounds them all. */
const mostIdlePages = 5;

/** Every list has an end: `_links.next` alone is not believed for ever (I11). */
export class ListEnd {
  readonly #list: string;
  #pages = 0;
  #idle = 0;
  #last: ReadonlySet<number> = new Set();

  constructor(list = 'GET /contacts') {
    this.#list = list;
  }

  /** @throws EndlessListError */
  approach({ contacts, hasNext }: ListedPage): void {
    this.#pages += 1;
    const isNew = contacts.some(({ id }) => !this.#last.has(id));
    this.#idle = isNew ? 0 : this.#idle + 1;
    if (isNew) this.#last = new Set(contacts.map(({ id }) => id));
    if (hasNext && this.#idle >= mostIdlePages) {
      throw new EndlessListError(this.#list, this.#pages);
    }
  }
}
