import type { Clock } from '../clock.ts';
import { makeAccount, type SandboxAccount } from './account.ts';
import { AccountZone } from './account-zone.ts';
import { searchText } from './contact/contact-json.ts';
import type { ContactRecord } from './contact/contact-record.ts';
import { EventFeed } from './events/event-feed.ts';
import type { Entity } from './field/field-record.ts';
import type { LeadRecord } from './lead/lead-record.ts';
import { Robots } from './lead/robots.ts';
import { Pipelines } from './pipeline/pipelines.ts';
import type { Manners } from './sandbox-options.ts';
import type { Database } from './store/database.ts';
import { EntityStore } from './store/entity-store.ts';
import { FieldStore } from './store/field-store.ts';
import { GroupStore } from './store/group-store.ts';
import { LeadStore } from './store/lead-store.ts';
import { Replica } from './store/replica.ts';
import { TagStore } from './store/tag-store.ts';

/** Everything that the account holds, and the ways it has; what the API, the people and the page work on. */
export interface CrmData {
  readonly db: Database;
  readonly account: SandboxAccount;
  readonly zone: AccountZone;
  readonly contacts: EntityStore<ContactRecord>;
  /** The contacts as lists show them. */
  readonly replica: Replica<ContactRecord>;
  /** Of contacts. */
  readonly fields: FieldStore;
  readonly groups: GroupStore;
  readonly leads: LeadStore;
  readonly leadReplica: Replica<LeadRecord>;
  readonly leadFields: FieldStore;
  readonly leadGroups: GroupStore;
  readonly pipelines: Pipelines;
  /** Robots of the digital pipeline. */
  readonly robots: Robots;
  readonly tags: TagStore;
  /** What happened to contacts and leads, as the feed tells it. */
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
  const contacts = new EntityStore<ContactRecord>(db, 'contact', 40_401_600 + (accountId % 1000));
  const leads = new LeadStore(db, accountId);
  const monotonic = (): number => clock.monotonic();
  const data = {
    db,
    account: makeAccount(accountId, options.accountName, options.timeZone),
    zone: new AccountZone(options.timeZone, options.fixedOffsetHours),
    contacts,
    replica: new Replica(contacts, monotonic, manners),
    fields: new FieldStore(db, accountId, 'contacts'),
    groups: new GroupStore(db, accountId, 'contacts'),
    leads,
    leadReplica: new Replica(leads, monotonic, manners),
    leadFields: new FieldStore(db, accountId, 'leads'),
    leadGroups: new GroupStore(db, accountId, 'leads'),
    pipelines: new Pipelines(db, accountId),
    robots: new Robots(),
    tags: new TagStore(db, accountId),
    manners,
    clock,
    url,
  };
  return { ...data, events: new EventFeed(data) };
}

/** The fields of contacts, or those of leads, and their groups. */
export const customOf = (
  data: CrmData,
  entity: Entity,
): { readonly fields: FieldStore; readonly groups: GroupStore } =>
  entity === 'contacts' ? data : { fields: data.leadFields, groups: data.leadGroups };

/** Takes over what another process has changed of the fields in a shared file. */
export function refreshFields({ fields, leadFields }: CrmData): void {
  fields.refresh();
  leadFields.refresh();
}

/** The id of a new contact: the wanted one where no live contact has it, else the next one. */
export function newContactId({ contacts, manners }: CrmData, wanted?: number): number {
  if (wanted !== undefined && contacts.get(wanted)?.gone !== 0) return wanted;
  return nextId(contacts, manners);
}

export const newLeadId = ({ leads, manners }: CrmData): number => nextId(leads, manners);

function nextId(store: EntityStore<ContactRecord> | LeadStore, { newIds }: Manners): number {
  for (;;) {
    const id = newIds === 'falling' ? store.ids.below() : store.ids.next();
    if (store.get(id) === null) return id;
  }
}

/** Keeps a contact with what `query` finds it by. */
export function keepContact(data: CrmData, contact: ContactRecord): ContactRecord {
  data.replica.note(contact.id);
  data.contacts.save(contact, searchText(contact, data));
  return contact;
}
