import type { AmoClient, ContactPage } from '../../amocrm/amo-client.ts';
import { ListEnd } from '../creates/absence/list-end.ts';

/** amoCRM's largest page. */
export const pageSize = 250;

/**
 * So many pages are on their way at once to begin with: an answer takes about as long as two slots, and its reading
 * another. Where pages are still waited for, more are asked for ahead, up to what the limit lets out within an answer.
 */
const fewestAtOnce = 3;
const mostAtOnce = 8;

/**
 * All pages of contacts, in order; the next ones are asked for before the last is read, so that amoCRM never waits for
 * us. Nothing is under way any more once it has ended, however it ends.
 *
 * @param expected how many contacts there seem to be; 0 when nobody knows. What is beyond the end costs a request for
 *   nothing.
 * @param first the first one, where it was asked for before.
 */
export async function* contactPages(
  amo: Pick<AmoClient, 'contacts'>,
  order: 'id-asc' | 'id-desc',
  expected: number,
  first?: Promise<ContactPage>,
): AsyncGenerator<ContactPage, void> {
  const end = new ListEnd();
  const expectedPages = Math.ceil(expected / pageSize);
  const asked: { readonly answer: Promise<ContactPage>; isThere: boolean }[] = [];
  let atOnce = fewestAtOnce;
  const ask = (page: number) => {
    const answer =
      page === 1 && first !== undefined ? first : amo.contacts({ page, limit: pageSize, order });
    const entry = { answer, isThere: false };
    // Heard when its turn comes; it may fail before.
    const there = () => {
      entry.isThere = true;
    };
    answer.then(there, there);
    asked.push(entry);
  };
  try {
    for (let page = 1; ; page += 1) {
      const certain = Math.min(expectedPages, page + atOnce - 1);
      const last = Math.max(certain, page + aheadAfter(page - 1));
      while (page + asked.length <= last) ask(page + asked.length);
      const next = asked.shift();
      if (next === undefined) throw new Error('a page was not asked for');
      // Pages that wait for us take memory; pages that we wait for take time.
      atOnce = next.isThere ? Math.max(fewestAtOnce, atOnce - 1) : Math.min(mostAtOnce, atOnce + 1);
      const answer = await next.answer;
      end.approach(answer);
      yield answer;
      if (!answer.hasNext) return;
    }
  } finally {
    await Promise.allSettled(asked.map(({ answer }) => answer));
  }
}

/**
 * Pages of a search, one after the other.
 *
 * @throws EndlessListError
 */
export async function* pagesOf(
  ask: (page: number) => Promise<ContactPage>,
): AsyncGenerator<ContactPage, void> {
  const end = new ListEnd();
  for (let page = 1; ; page += 1) {
    const answer = await ask(page);
    end.approach(answer);
    yield answer;
    if (!answer.hasNext) return;
  }
}

/** Where the end is not known, the longer the list has been, the less a page beyond it matters: one per cent or so. */
const aheadAfter = (pages: number): number => Math.min(fewestAtOnce - 1, Math.floor(pages / 8));
