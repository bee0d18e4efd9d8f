import type { Manners } from '../../../src/sandbox/sandbox-options.ts';
import type { Policies } from '../../../src/sync/item/policies.ts';
import type { ClinicDatabase } from '../clinic-database.ts';
import type { Death } from '../mortal-process.ts';
import type { Zone } from '../zones.ts';
import type { Event } from './event.ts';

/** The circumstances of a simulation. */
export interface Circumstances {
  /** Of the sample database. */
  readonly sample: number;
  /** Databases of the account: one, two with the same ids in both, or the second one added in its course. */
  readonly sources: 'one' | 'two' | 'later';
  /** FIRST_LOAD; `asked`: it asks, and a person has begun it with the databases of that time. */
  readonly firstLoad: 'start' | 'ask' | 'asked';
  readonly policies: Partial<Policies>;
  readonly clinicZone: Zone;
  readonly accountZone: Zone;
  /** Tokens that are refreshed; else one that lives long. */
  readonly oauth: boolean;
  /** Ways of the account, all of them within what is assumed of amoCRM. */
  readonly account: Partial<Manners>;
  /** Ways of its event feed. */
  readonly feed: Partial<Manners>;
  /** Contacts of others: with more than a page of them, what they do moves the pages. */
  readonly crowd: number;
  /** Whether amoCRM may break what is assumed of it. */
  readonly breaks: boolean;
}

/** What happens between two pages of a deep pass, right before an incremental one runs there. */
export interface Interlude {
  /** How often others were let in before. */
  readonly after: number;
  readonly events: readonly Event[];
}

export interface PassOptions {
  readonly death?: Death;
  readonly interludes?: readonly Interlude[];
  /** Nobody allows a mass change. */
  readonly guarded?: boolean;
  /** The settings as they are by mistake: which database stands under which number. */
  readonly settings?: readonly ClinicDatabase[];
}
