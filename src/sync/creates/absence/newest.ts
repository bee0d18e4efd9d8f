import type { AmoContact } from '../../../amocrm/model/model.ts';
import { pageSize } from '../../crm/contact-pages.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { WholeReading } from './whole-reading.ts';

/**
 * Reads the contacts newer than `downTo`, page by page, newest first (`order[id]=desc`) never by date and never by a
 * filter: filters are a paid option that is silently ignored.
 *
 * @param see what a page shows, contacts at and below `downTo` too that happen to stand there.
 * @returns whether that was surely all of them.
 */
export async function readNewest(
  pass: Pick<Pass, 'amo' | 'signal' | 'contradictions'>,
  downTo: number,
  see: (contacts: readonly AmoContact[]) => Promise<void>,
): Promise<boolean> {
  const reading = new WholeReading({
    order: 'id-desc',
    ask: (page) => {
      pass.signal?.throwIfAborted();
      return pass.amo.contacts({ page, limit: pageSize, order: 'id-desc' });
    },
    see,
    enough: (id) => id <= downTo,
    outOfOrder: () => pass.contradictions.raise('list-order'),
  });
  return await reading.finish();
}
