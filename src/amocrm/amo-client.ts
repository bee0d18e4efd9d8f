import type { EntityQuery } from './entity-api.ts';
import type { FieldsClient } from './fields-api.ts';
import type { Departure } from './http/api-call.ts';
import type { LeadsClient } from './leads/leads-client.ts';
import type { EventPage, EventQuery } from './model/feed-event.ts';
import type {
  AmoAccount,
  AmoContact,
  AmoUser,
  ContactId,
  ContactPatch,
  NewContact,
  WriteAnswer,
} from './model/model.ts';

export interface ContactPage {
  readonly contacts: readonly AmoContact[];
  /** `_links.next` is there: there may be more. */
  readonly hasNext: boolean;
}

/** Counts since the client was made: what a pass reports and `bench` judges. */
export interface AmoCounters {
  readonly requests: number;
  readonly reads: number;
  readonly writes: number;
  readonly throttled: number;
  readonly retries: number;
}

/**
 * The endpoints of amoCRM v4 that we need. Every call passes the limiter, has a time-out, and either answers or throws
 * an `AmoError`. Reads are retried on 5xx and time-outs; writes never are: a write that may have been applied throws
 * `UnknownOutcomeError`, one that surely was not throws the error of its kind.
 */
export interface AmoClient extends FieldsClient {
  account(): Promise<AmoAccount>;
  contacts(query: EntityQuery<ContactId>): Promise<ContactPage>;
  /** `null` when there is none: a 204, or one that says it is deleted. */
  contact(id: ContactId): Promise<AmoContact | null>;
  createContacts(batch: readonly NewContact[], departure?: Departure): Promise<WriteAnswer>;
  updateContacts(batch: readonly ContactPatch[], departure?: Departure): Promise<WriteAnswer>;
  /** What happened to contacts, newest first; free, and for every user. */
  events(query: EventQuery): Promise<EventPage>;
  /** Who works in the account. `ForbiddenError`: the token is no administrator's. */
  users(): Promise<readonly AmoUser[]>;
  readonly leads: LeadsClient;
  readonly counters: AmoCounters;
  /** The same line with counters of its own: what others ask on it is not among them. */
  apart(): AmoClient;
}
