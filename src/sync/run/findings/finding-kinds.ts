import type { FindingMeaning } from './finding-meaning.ts';
import { ofContacts } from './of-contacts.ts';
import { ofDeals } from './of-deals.ts';
import { ofSources } from './of-sources.ts';
import { ofValues } from './of-values.ts';

const kinds = { ...ofValues, ...ofContacts, ...ofSources, ...ofDeals };

/** What a pass can find, besides the changes that it carries over. */
export type FindingKind = keyof typeof kinds;

/** Every kind, in the order of a report. */
// Object.keys forgets its key type.
export const findingKinds = Object.keys(kinds) as readonly FindingKind[];

const meanings: ReadonlyMap<string, FindingMeaning> = new Map(Object.entries(kinds));

/** What is known of a kind; undefined for one that another version wrote into the state. */
export const findingMeaning = (kind: string): FindingMeaning | undefined => meanings.get(kind);
