import { pageSize } from '../../crm/contact-pages.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { type Reading, WholeReading } from './whole-reading.ts';

interface Wanted extends Pick<Reading, 'order' | 'see' | 'enough'> {
  /** Only what a search for this finds. */
  readonly query?: string;
}

/**
 * Reads contacts page by page, never by date and never by a filter: filters are a paid option that is silently ignored.
 */
export const contactReading = (
  { amo, signal, contradictions }: Pick<Pass, 'amo' | 'signal' | 'contradictions'>,
  { query, ...wanted }: Wanted,
): WholeReading =>
  new WholeReading({
    ...wanted,
    ask: (page) => {
      signal?.throwIfAborted();
      return amo.contacts({ query, page, limit: pageSize, order: wanted.order });
    },
    outOfOrder: () => contradictions.raise('list-order'),
  });

/**
 * Reads the contacts newer than `downTo`.
 *
 * @param see what a page shows, contacts at and below `downTo` too that happen to stand there.
 * @returns whether that was surely all of them.
 */
export const readNewest = (
  pass: Parameters<typeof contactReading>[0],
  downTo: number,
  see: Wanted['see'],
): Promise<boolean> =>
  contactReading(pass, { order: 'id-desc', see, enough: (id) => id <= downTo }).finish();
