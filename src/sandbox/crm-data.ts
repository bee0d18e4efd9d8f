import type { Clock } from '../clock.ts';
import { makeAccount, type SandboxAccount } from './account.ts';
import { AccountZone } from './account-zone.ts';
import { searchText } from './contact/contact-json.ts';
import type { ContactRecord } from './contact/contact-record.ts';
import { EventFeed } from './events/event-feed.ts';
import type { Manners } from './sandbox-options.ts';
import { ContactStore } from './store/contact-store.ts';
import type { Database } from './store/database.ts';
import { FieldStore } from './store/field-store.ts';
import { GroupStore } from './store/group-store.ts';
import { Replica } from './store/replica.ts';
import { TagStore } from './store/tag-store.ts';

/** Everything that the account holds, and the ways it has; what the API, the people and the page work on. */
export interface CrmData {
  readonly db: Database;
  readonly account: SandboxAccount;
  readonly zone: AccountZone;
  readonly contacts: ContactStore;
  /** The contacts as lists show them. */
  readonly replica: Replica;
  readonly fields: FieldStore;
  readonly groups: GroupStore;
  readonly tags: TagStore;
  /** What happened to the contacts, as the feed tells it. */
  readonly events: EventFeed;
  readonly manners: Manners;
  readonly clock: Clock;
  /** `http://127.0.0.1:8080`; known once the server listens. */
  readonly url: () => string;
}

export interface CrmDataOptions {
  readonly db: Database;
  readonly accountId: number;
  readonly accountName: string;
  readonly timeZone: string;
  readonly fixedOffsetHours: number | undefined;
  readonly manners: Manners;
  readonly clock: Clock;
  readonly url: () => string;
}

export function openCrmData(options: CrmDataOptions): CrmData {
  const { db, manners, clock, url } = options;
  // Kept data decide who they belong to; the option is for a new account.
  const accountId = Number(db.once('accountId', () => String(options.accountId)));
  const contacts = new ContactStore(db, accountId);
  const data = {
    db,
    account: makeAccount(accountId, options.accountName, options.timeZone),
    zone: new AccountZone(options.timeZone, options.fixedOffsetHours),
    contacts,
    replica: new Replica(contacts, () => clock.monotonic(), manners),
    fields: new FieldStore(db, accountId),
    groups: new GroupStore(db, accountId),
    tags: new TagStore(db, accountId),
    manners,
    clock,
    url,
  };
  return { ...data, events: new EventFeed(data) };
}

/** amoCRM's times are whole seconds. */
export const nowSeconds = (clock: Clock): number => Math.floor(clock.now() / 1000);

/** The id of a new contact: the wanted one where no live contact has it, else the next one. */
export function newContactId({ contacts, manners }: CrmData, wanted?: number): number {
  if (wanted !== undefined && contacts.get(wanted)?.gone !== 0) return wanted;
  for (;;) {
    const id = manners.newIds === 'falling' ? contacts.ids.below() : contacts.ids.next();
    if (contacts.get(id) === null) return id;
  }
}

/** Keeps a contact with what `query` finds it by. */
export function keepContact(data: CrmData, contact: ContactRecord): ContactRecord {
  data.replica.note(contact.id);
  data.contacts.save(contact, searchText(contact, data));
  return contact;
}
