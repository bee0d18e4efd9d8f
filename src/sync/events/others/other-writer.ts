import type { ContactId } from '../../../amocrm/model/model.ts';
import type { Clock } from '../../../clock.ts';
import type { Fact } from '../../../state/account/facts.ts';
import type { State } from '../../../state/open-state.ts';

const dayMs = 24 * 3_600_000;
/** One may be a person's copy of a contact. */
const fewest = 2;
/** An audit believes that the other one has ended when it made nobody for so long. */
const quietMs = 6 * 3_600_000;
/** More need not be kept to know. */
const mostKept = 50;

type Seen = Fact<'otherWriter'>;

/**
 * A second installation that writes to the account is known by contacts with our id field that this state did not make:
 * two within a day, and nobody is created, or the two would double each other's patients. An audit finds out whether there
 * is one writer again; a person may say so.
 */
export class OtherWriter {
  readonly #meta: State['meta'];
  readonly #clock: Clock;
  #stops = false;
  #hasEnded = false;

  constructor({ state, clock }: { readonly state: Pick<State, 'meta'>; readonly clock: Clock }) {
    this.#meta = state.meta;
    this.#clock = clock;
  }

  /** Nobody may be created. */
  get stops(): boolean {
    return this.#stops;
  }

  /** This audit found one writer: what the feed told before it is judged. */
  get hasEnded(): boolean {
    return this.#hasEnded && !this.#stops;
  }

  /** What is known when a pass begins. @param ends an audit, if it is quiet by now; a person's word, in any case. */
  async begin(ends: 'if-quiet' | 'yes' | 'no'): Promise<void> {
    const seen = await this.#meta.get('otherWriter');
    if (seen?.stoppedAt === undefined) return;
    const last = Math.max(...seen.contacts.map(([, at]) => at));
    const isQuiet = Math.abs(this.#clock.now() - last) >= quietMs;
    this.#stops = ends === 'no' || (ends === 'if-quiet' && !isQuiet);
    if (this.#stops) return;
    this.#hasEnded = true;
    await this.#meta.clear('otherWriter');
  }

  /** Contacts with our id that turned up, and are not of our making. @returns whether creates stop by them. */
  async note(contacts: readonly ContactId[]): Promise<boolean> {
    if (contacts.length === 0) return false;
    const now = this.#clock.now();
    const before = await this.#meta.get('otherWriter');
    const known = new Map<number, number>(before?.contacts);
    for (const id of contacts) if (!known.has(id)) known.set(id, now);
    const recent = [...known].filter(([, at]) => now - at < dayMs).slice(-mostKept);
    const isTwo = before?.stoppedAt !== undefined || recent.length >= fewest;
    const stopped = isTwo ? { stoppedAt: before?.stoppedAt ?? now } : {};
    const seen: Seen = { contacts: recent, ...stopped };
    await this.#meta.set('otherWriter', seen);
    const isNew = isTwo && !this.#stops;
    this.#stops = isTwo;
    return isNew;
  }
}
