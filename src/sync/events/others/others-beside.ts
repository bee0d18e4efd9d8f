import { AmoError } from '../../../amocrm/errors/errors.ts';
import type { ContactId } from '../../../amocrm/model/model.ts';
import { chunks } from '../../../chunks.ts';
import type { Fact } from '../../../state/account/facts.ts';
import { pageSize } from '../../crm/contact-pages.ts';
import { liveContacts } from '../../crm/read-contact.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { noteOthers } from './note-others.ts';

/** So many batches are sent before another host would be seen that creates the same patients at this moment. */
const batchesBefore = 2;
/** The feed shows by then what was created, as a rule. */
const shownAfterMs = 7_000;
/** So many new contacts tell enough. */
const mostLooked = 50;
const mostPages = 5;
/** Hosts that start at one moment do not start at the same one. */
const marginMs = 10_000;

/**
 * Two hosts that go on from copies of one state would create the same patients side by side: behind its first batches a
 * pass waits once until the feed has told of what the other one sent.
 */
export class OthersBeside {
  readonly #pass: Pass;
  #batches = 0;
  #isLooked = false;
  #begunAt: number | null = null;

  constructor(pass: Pass) {
    this.#pass = pass;
  }

  /** Before a batch of creates. @param landed resolves when those before are answered. */
  async mayCreate(landed: () => Promise<void>): Promise<boolean> {
    this.#batches += 1;
    this.#begunAt ??= this.#pass.clock.monotonic();
    if (this.#batches > batchesBefore && !this.#isLooked) {
      this.#isLooked = true;
      const mark = await this.#feed();
      // A first load has no feed, and is not held up for it.
      if (mark !== undefined) {
        await landed();
        await this.#look(mark);
      }
    }
    return !this.#pass.otherWriter.stops;
  }

  async #feed(): Promise<Fact<'events'> | undefined> {
    const { options, state } = this.#pass;
    return options.eventsMs === undefined ? undefined : await state.meta.get('events');
  }

  async #look(mark: Fact<'events'>): Promise<void> {
    const { state, clock, signal } = this.#pass;
    await clock.sleep(shownAfterMs, signal);
    const ids = await this.#added(mark.upTo).catch((error: unknown) => {
      if (error instanceof AmoError) return [];
      throw error;
    });
    const others: ContactId[] = [];
    for (const some of chunks(ids, pageSize)) {
      const links = await state.links.ofContacts(some);
      others.push(...some.filter((id) => !links.has(id)));
    }
    const live = await liveContacts(this.#pass, others.slice(0, mostLooked));
    await noteOthers(this.#pass, [...live.values()]);
  }

  #elapsedMs(): number {
    const now = this.#pass.clock.monotonic();
    return now - (this.#begunAt ?? now);
  }

  async #added(from: number): Promise<readonly ContactId[]> {
    const ids = new Set<ContactId>();
    for (let page = 1; page <= mostPages; page += 1) {
      const { events, hasNext, at } = await this.#pass.amo.events({ from, page });
      // What was there before the first batch is known, or was heard when the pass began.
      const since = at === null ? from : at - this.#elapsedMs() - marginMs;
      const young = events.filter((event) => event.at >= since);
      for (const { kind, contactId } of young) if (kind === 'added') ids.add(contactId);
      if (!hasNext || young.length < events.length) break;
    }
    return [...ids];
  }
}
