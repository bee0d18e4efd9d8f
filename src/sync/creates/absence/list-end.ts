import type { ContactPage } from '../../../amocrm/amo-client.ts';
import { EndlessListError } from '../../../amocrm/errors/errors.ts';
import type { ContactId } from '../../../amocrm/model/model.ts';

/** So many pages in a row that bring nothing new, and the list has no end; the client bounds them all. */
const mostIdlePages = 5;

/** Every list has an end: `_links.next` alone is not believed for ever (I11). */
export class ListEnd {
  #pages = 0;
  #idle = 0;
  #last: ReadonlySet<ContactId> = new Set();

  /** @throws EndlessListError */
  approach({ contacts, hasNext }: ContactPage): void {
    this.#pages += 1;
    const isNew = contacts.some(({ id }) => !this.#last.has(id));
    this.#idle = isNew ? 0 : this.#idle + 1;
    if (isNew) this.#last = new Set(contacts.map(({ id }) => id));
    if (hasNext && this.#idle >= mostIdlePages) {
      throw new EndlessListError('GET /contacts', this.#pages);
    }
  }
}
