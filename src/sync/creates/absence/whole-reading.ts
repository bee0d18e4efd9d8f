import type { AmoContact } from '../../../amocrm/model/model.ts';
import { ListEnd, type ListedPage, type ListedRow } from './list-end.ts';

/** How often a boundary between two pages that moves is read again before it stays open. */
const mostTries = 5;

/** First and last place of a page's rows in the order that was asked for; null: an empty page. */
export type Span = { readonly first: number; readonly last: number } | null;

export interface Reading<Row extends ListedRow = AmoContact> {
  readonly order: 'id-asc' | 'id-desc';
  ask(page: number): Promise<ListedPage<Row>>;
  /** Takes what a page showed; pages that were asked for again come again. */
  see(contacts: readonly Row[]): Promise<void>;
  /** Whether everything up to this contact is enough. Left out: the whole list is wanted. */
  enough?(id: number): boolean;
  /** What an endless list is called; that of contacts unless given. */
  readonly list?: string;
  /** Called when a page is not in the order that was asked for: it proves nothing. */
  outOfOrder(): Promise<never>;
}

interface Asked {
  readonly span: Span;
  readonly hasNext: boolean;
}

/**
 * Reads a list by page numbers so that what it does not show is not there. A contact that vanishes from a page moves all
 * behind it up, and one of them over the boundary, past the reading. So a page counts only when the page before it, asked
 * again, still ends where it ended, or when the two overlap; else that boundary is read again.
 */
export class WholeReading<Row extends ListedRow = AmoContact> {
  readonly #reading: Reading<Row>;
  /** Up to this place the list was read without a gap. */
  #to = Number.NEGATIVE_INFINITY;
  /** Where the page before the next one ended when it was last asked for. */
  #end = Number.NEGATIVE_INFINITY;
  #page = 1;
  #hasNext = true;
  /** A boundary moved again and again: contacts may have slipped through there. */
  #isOpen = false;
  readonly #listEnd: ListEnd;

  constructor(reading: Reading<Row>) {
    this.#reading = reading;
    this.#listEnd = new ListEnd(reading.list);
  }

  /**
   * Reads on to the end, or until it is enough; called again, where more is wanted by then, it goes on from there.
   *
   * @returns whether nothing can have slipped through.
   * @throws EndlessListError
   */
  async finish(): Promise<boolean> {
    if (this.#page === 1) this.#accept(await this.#ask(1), 1);
    for (let tries = 0; this.#hasNext && !this.#isEnough(); ) {
      const page = this.#page;
      const next = await this.#ask(page);
      const again = this.#overlaps(next) ? null : await this.#ask(page - 1);
      if (again !== null && again.span?.last !== this.#end) {
        tries += 1;
        if (tries < mostTries) {
          await this.#goBack(again, page - 1);
          continue;
        }
        this.#isOpen = true;
      }
      this.#accept(next, page);
      tries = 0;
    }
    return !this.#isOpen;
  }

  /**
   * Asks once more for the pages of an earlier reading of the same list. Where a page still ends where it ended, the one
   * behind it is proved as well, though it is not asked for again.
   *
   * @param before the spans of that reading, first page first.
   * @param pages the same pages, as they are now.
   */
  async confirm(before: readonly Span[], pages: AsyncIterable<ListedPage<Row>>): Promise<void> {
    this.#accept({ span: before[0] ?? null, hasNext: before.length > 1 }, 1);
    for await (const answer of pages) {
      const again = await this.#seen(answer);
      const page = this.#page - 1;
      if (again.span === null || again.span.last !== this.#end) {
        await this.#goBack(again, page);
        return;
      }
      const next = before[page];
      if (next === undefined || next === null) {
        this.#hasNext = again.hasNext;
        return;
      }
      this.#accept({ span: next, hasNext: page + 1 < before.length || again.hasNext }, page + 1);
    }
  }

  #isEnough(): boolean {
    const { order, enough } = this.#reading;
    const id = order === 'id-asc' ? this.#to : -this.#to;
    return Number.isFinite(id) && (enough?.(id) ?? false);
  }

  #overlaps({ span }: Asked): boolean {
    return span !== null && span.first <= this.#to;
  }

  /** It begins right behind what was read, or before its end. */
  #accept({ span, hasNext }: Asked, page: number): void {
    if (span !== null) {
      this.#end = span.last;
      this.#to = Math.max(this.#to, span.last);
    }
    this.#page = page + 1;
    this.#hasNext = hasNext;
  }

  /** From a page that moved to one that begins within what was read: the first page always does. */
  async #goBack(moved: Asked, page: number): Promise<void> {
    let at = page;
    let asked = moved;
    while (at > 1 && !this.#overlaps(asked)) {
      at -= 1;
      asked = await this.#ask(at);
    }
    this.#accept(asked, at);
  }

  async #ask(page: number): Promise<Asked> {
    return await this.#seen(await this.#reading.ask(page));
  }

  async #seen(answer: ListedPage<Row>): Promise<Asked> {
    const { contacts, hasNext } = answer;
    this.#listEnd.approach(answer);
    const span = spanOf(contacts, this.#reading.order);
    if (span === 'out-of-order') return await this.#reading.outOfOrder();
    await this.#reading.see(contacts);
    return { span, hasNext };
  }
}

/** Where a page stands in the list. */
export function spanOf(
  contacts: readonly ListedRow[],
  order: Reading['order'],
): Span | 'out-of-order' {
  const places = contacts.map(({ id }) => (order === 'id-asc' ? Number(id) : -id));
  const [first] = places;
  const last = places.at(-1);
  if (first === undefined || last === undefined) return null;
  const inOrder = places.every((place, at) => at === 0 || place > (places[at - 1] ?? place));
  return inOrder ? { first, last } : 'out-of-order';
}
