import type { ContactId } from '../../amocrm/model/model.ts';
import type { LinkState } from '../../state/patients/link.ts';
import { sameAccount } from '../account/same-account.ts';
import { freshForMs } from '../creates/absence/fresh-contacts.ts';
import { createErrors } from '../creates/errors.ts';
import { SyncError } from '../errors.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { readContact } from './read-contact.ts';

/** So many contacts that are known to be there are asked for before single contacts count as hidden. */
const mostKnown = 4;

/**
 * A contact that is not answered by its id is missing only if the account itself still answers afterwards, as ours, and
 * another contact is shown by its id: else rights were cut, or it is not our account any more. Who comes while one proof
 * is under way shares the next one.
 */
export class MissingProof {
  readonly #setup: Pick<SyncSetup, 'amo' | 'state' | 'clock' | 'signal'>;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(setup: Pick<SyncSetup, 'amo' | 'state' | 'clock' | 'signal'>) {
    this.#setup = setup;
  }

  /**
   * Of contacts that amoCRM has just not answered. Ours that are so new that it may not show them yet are waited for,
   * and asked for once more.
   *
   * @returns those that are gone.
   * @throws SyncError CONTACTS_HIDDEN, OTHER_ACCOUNT; AmoError when the account does not answer.
   */
  async of<T extends Pick<LinkState, 'contactId'>>(links: readonly T[]): Promise<readonly T[]> {
    const { state, clock, amo, signal } = this.#setup;
    const begun = clock.monotonic();
    const asked = await Promise.all(
      links.map(async (link) => ({
        link,
        waitMs: await freshForMs(state.meta, clock, link.contactId),
      })),
    );
    const gone: T[] = [];
    for (const { link, waitMs } of asked) {
      if (waitMs > 0) {
        await clock.sleep(begun + waitMs - clock.monotonic(), signal);
        if ((await readContact({ amo }, link.contactId)) !== null) continue;
      }
      gone.push(link);
    }
    if (gone.length > 0) await this.#account();
    return gone;
  }

  /** The account still answers, and shows a contact that is known to be there. */
  #account(): Promise<void> {
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        this.#running = this.#check();
        return this.#running;
      });
    return this.#next;
  }

  async #check(): Promise<void> {
    const { amo, state } = this.#setup;
    const account = await amo.account();
    const known = await state.meta.get('accountId');
    if (known !== undefined) sameAccount(known, account.id);
    if (await this.#showsOne(await state.links.linkedContacts(mostKnown))) return;
    // Those may be gone as well; what a list shows is there.
    const { contacts } = await amo.contacts({ limit: mostKnown, order: 'id-asc' });
    if (contacts.length === 0 || (await this.#showsOne(contacts.map(({ id }) => id)))) return;
    throw new SyncError(createErrors.contactsHidden({ contacts: contacts.length }));
  }

  async #showsOne(ids: readonly ContactId[]): Promise<boolean> {
    for (const id of ids) {
      if ((await readContact(this.#setup, id)) !== null) return true;
    }
    return false;
  }
}
