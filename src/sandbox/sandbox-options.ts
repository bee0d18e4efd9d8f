import type { Clock } from '../clock.ts';

/** The requests that the sandbox lets through, as its own clock counts them. */
export interface RateLimit {
  /** Requests in any sliding window; real amoCRM: 7 for an integration. */
  readonly limit: number;
  readonly periodMs: number;
  /** So many violations in a row, and everything is answered with nginx's HTML 403. Default 10. */
  readonly banAfter?: number;
  /** How long that lasts; amoCRM lifts it by hand after hours. Default 15 min. */
  readonly banMs?: number;
}

/** The integration that the account has installed. */
export interface Integration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** Where amoCRM's behaviour is a setting of the account, or is not known for certain; may be changed while it runs. */
export interface Manners {
  /** The paid filter option: without it (the default) `filter[…]` is silently ignored. */
  apiFilter: boolean;
  /** Shape of the answer to `PATCH /contacts/{id}`: three clients read it flat, the documents show it wrapped. */
  singlePatch: 'flat' | 'wrapped';
  /** Answer to `PATCH /contacts/{id}` of a contact that is not there: nowhere recorded. */
  missingSinglePatch: 204 | 404;
  /** An unchecked checkbox is absent when read. */
  uncheckedAbsent: boolean;
  /** `query` also finds a phone by its digits alone, however it was typed. */
  phoneDigitsSearch: boolean;
  /** A refresh ends the access token that came with the refresh token. */
  refreshRevokesAccess: boolean;
  /** How first and last name make up a name that was not given: 1 «Имя Фамилия», 2 «Фамилия Имя». */
  contactNameOrder: 1 | 2;
  /** Every so many 429s one has an HTML body; 0 never. */
  htmlThrottleEvery: number;
  /** Milliseconds between a request's effect and its answer, … */
  latencyMs: number;
  /** … and so many more for each row of the answer. */
  latencyPerRowMs: number;
  /** Without it every request counts as the administrator's. */
  requireAuth: boolean;
  /** Lists and `query` show what happened to a contact only so many milliseconds after it. */
  listLagMs: number;
  /** What is shown late: everything, or only that a contact is there at all (created or restored). */
  lagging: 'all' | 'coming';
  /** `GET contacts/{id}` is behind by as much as the lists are. */
  getLags: boolean;
  /** How `order[id]` is honoured: as asked, always from the oldest on, or each page in an order of its own. */
  idOrder: 'asked' | 'ascending' | 'shuffled';
  /** What comes behind a list's last page: nothing, the last page again and again, or empty pages, each with a next one. */
  endlessPages: 'no' | 'repeated' | 'empty';
  /** Answer to `GET contacts/{id}` of a contact that was deleted or merged away; 200 says `is_deleted: true`. */
  goneContact: 204 | 404 | 200;
  /** Ids of new contacts: each above the ones before, or each below. */
  newIds: 'growing' | 'falling';
  /** Contacts are read with fields of some other widget, in forms that nobody has documented. */
  oddFields: boolean;
  /** «8 999 1234567» is kept as «+7 (999) 123-45-67», or any phone as its digits alone. */
  phoneForm: 'written' | 'grouped' | 'digits';
  /** Names are kept without spaces at the ends and doubled ones, with capitals, or as first and last name make them up. */
  nameForm: 'written' | 'trimmed' | 'titled' | 'composed';
  emailForm: 'written' | 'lower';
  /** Dates are kept as midnight of the account's day, as its noon, or so many hours (three) after midnight. */
  dateForm: 'midnight' | 'noon' | 'offset';
  /** Texts are kept without spaces at the ends. */
  textForm: 'written' | 'trimmed';
  /** The feed tells of what happened so many milliseconds later … */
  eventLagMs: number;
  /** … and for so long. */
  eventRetentionMs: number;
  /** The feed is refused with this status; 0: it is not. */
  eventsRefused: 0 | 402 | 403 | 404;
  /** The feed answers that nothing ever happened. */
  eventsEmpty: boolean;
  /** Each event is told twice, under its own id or another one. */
  eventsDoubled: 'no' | 'same-id' | 'own-id';
  /** Every so many events one is never told; 0: none is missing. */
  eventsLost: number;
  /** How the change of a field is named: by the general type, or by the field's own. */
  fieldEvents: 'general' | 'by-field';
  /** At which of two merged contacts the merge is told; the one that is gone counts as deleted where it is told of it. */
  mergeEvents: 'survivor' | 'loser' | 'both';
  /** The tags that a new contact comes with are told of, too. */
  tagEventsOfNew: boolean;
  /** Glues incoming leads to those of whoever has the same phone. */
  duplicateControl: boolean;
}

export interface SandboxOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** SQLite file that keeps the data; without it all is forgotten at the end. */
  readonly file?: string;
  readonly clock?: Clock;
  /** The account's zone, an IANA name; default Europe/Moscow. */
  readonly timeZone?: string;
  /**
   * Which offset of the zone makes the midnight of a date: the day's own, or one for all days, in hours: amoCRM's answer
   * names one offset, and nobody has recorded what it does with a day of another summer time.
   */
  readonly fixedOffsetHours?: number;
  /** Default 7 in 1000 ms; `null` unlimited. */
  readonly rate?: RateLimit | null;
  readonly latencyMs?: number;
  /** Default true. */
  readonly requireAuth?: boolean;
  readonly manners?: Partial<Manners>;
  readonly integration?: Partial<Integration>;
  /** Decides every id in the account; two accounts have different field and enum ids. */
  readonly accountId?: number;
  readonly accountName?: string;
  /** Entries that the request log keeps; default 100,000. */
  readonly logLimit?: number;
  /** Keep before and after of every field of every contact write, in memory. Default false. */
  readonly journal?: boolean;
}

export const defaultManners: Readonly<Manners> = {
  apiFilter: false,
  singlePatch: 'flat',
  missingSinglePatch: 204,
  uncheckedAbsent: true,
  phoneDigitsSearch: true,
  refreshRevokesAccess: false,
  contactNameOrder: 1,
  htmlThrottleEvery: 4,
  latencyMs: 0,
  latencyPerRowMs: 0,
  requireAuth: true,
  listLagMs: 0,
  lagging: 'all',
  getLags: false,
  idOrder: 'asked',
  endlessPages: 'no',
  goneContact: 204,
  newIds: 'growing',
  oddFields: false,
  phoneForm: 'written',
  nameForm: 'written',
  emailForm: 'written',
  dateForm: 'midnight',
  textForm: 'written',
  eventLagMs: 0,
  eventRetentionMs: 90 * 24 * 3_600_000,
  eventsRefused: 0,
  eventsEmpty: false,
  eventsDoubled: 'no',
  eventsLost: 0,
  fieldEvents: 'general',
  mergeEvents: 'both',
  tagEventsOfNew: false,
  duplicateControl: false,
};

export const defaultRate: RateLimit = { limit: 7, periodMs: 1000 };

export const defaultIntegration: Integration = {
  clientId: 'a3b1c0de-5a4d-4b0c-9d0e-1dea7a30c4a1',
  clientSecret: 'sandbox-client-secret',
  redirectUri: 'http://127.0.0.1:8080/callback',
};
