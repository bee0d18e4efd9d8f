import type { AmoContact } from '../../../amocrm/model/model.ts';
import { pageSize } from '../../crm/contact-pages.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { WholeReading } from './whole-reading.ts';

interface Wanted {
  /** Takes what a page shows, contacts too that are older than those wanted and happen to stand there. */
  readonly see: (contacts: readonly AmoContact[]) => Promise<void>;
  /** Whether everything down to this contact is enough. */
  readonly enough: (id: number) => boolean;
}

/**
 * Reads the newest contacts page by page, newest first (`order[id]=desc`), never by date and never by a filter: filters
 * are a paid option that is silently ignored.
 */
export const newestReading = (
  pass: Pick<Pass, 'amo' | 'signal' | 'contradictions'>,
  { see, enough }: Wanted,
): WholeReading =>
  new WholeReading({
    order: 'id-desc',
    ask: (page) => {
      pass.signal?.throwIfAborted();
      return pass.amo.contacts({ page, limit: pageSize, order: 'id-desc' });
    },
    see,
    enough,
    outOfOrder: () => pass.contradictions.raise('list-order'),
  });

/**
 * Reads the contacts newer than `downTo`.
 *
 * @param see what a page shows, contacts at and below `downTo` too that happen to stand there.
 * @returns whether that was surely all of them.
 */
export const readNewest = (
  pass: Parameters<typeof newestReading>[0],
  downTo: number,
  see: Wanted['see'],
): Promise<boolean> => newestReading(pass, { see, enough: (id) => id <= downTo }).finish();
