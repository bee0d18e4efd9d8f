import type { Kysely } from 'kysely';
import type { SourceNumber } from '../../contact/model/patient-key.ts';
import { ofSource } from '../shape/of-source.ts';
import type { StateTables } from '../shape/schema.ts';
import type { FactName } from './facts.ts';
import { Meta } from './meta.ts';

/** What readings showed of an account's contacts. */
const factsSeen = [
  'highestContactId',
  'farContactId',
  'surveyedContactId',
  'contactsSeen',
] as const satisfies readonly FactName[];

/** Facts about the account and its contacts; what is known of the clinic's database stays. */
const factsOfAccount = [
  ...factsSeen,
  'accountTimeZone',
  'lastCreates',
  'contradictions',
  'namedCreates',
  'lastIncrementalAt',
  'lastDeepAt',
  'deepDue',
  'events',
  'eventsTrouble',
  'eventsGapAt',
  'otherWriter',
  'idFilterIgnoredAt',
  'visitsSetup',
  'visitsFrom',
  'dealsRest',
  'dealsLookedFor',
  'dealsLookedAt',
  'dealsAuditedAt',
  'tokensBehind',
] as const satisfies readonly FactName[];

const contactTables = [
  ...(['links', 'intents', 'late_updates', 'update_notes'] as const),
  'tagged_contacts',
] as const;
const tablesOfPatients = ['patient_phones', 'rejected', 'persons', 'holds', 'outside'] as const;
const tablesOfAccount = [
  ...contactTables,
  ...tablesOfPatients,
  'separated',
  'fields',
  'findings',
  'guarded_changes',
  'waiting_changes',
  'odd_phones',
  'repairs',
  'census',
  'census_gaps',
  'warned',
  'changes',
  ...(['visit_members', 'visit_deals', 'visit_intents', 'visit_updates'] as const),
  ...(['visit_looks', 'visit_rejected'] as const),
] as const;

/** Whether the state knows contacts of an account, or may have created some. */
export async function holdsContacts(db: Kysely<StateTables>): Promise<boolean> {
  for (const table of contactTables) {
    const row = await db
      .selectFrom(table)
      .select((e) => e.lit(1).as('one'))
      .limit(1)
      .execute();
    if (row.length > 0) return true;
  }
  return false;
}

/**
 * Makes the state the new account's, as if it had never known another: everything is read and matched anew before
 * anything is created. The list of forgotten patients, the history of passes and people's actions stay. Only under the
 * pass lock.
 */
export async function dropAccount(db: Kysely<StateTables>, accountId: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const table of tablesOfAccount) await tx.deleteFrom(table).execute();
    const meta = new Meta(tx);
    for (const name of factsOfAccount) await meta.clear(name);
    // Another account is another question: whether everybody is to be in it.
    for (const name of [
      'cursor',
      'carriedAt',
      'deepMissed',
      'firstLoad',
      'branchChoice',
      'visitCursor',
      'visitDays',
      'visitsSurveyed',
      'visitsLoaded',
    ] as const) {
      await meta.clearOfSources(name);
    }
    // Not cleared: whoever still calls the old account must meet a state that refuses it.
    await meta.set('accountId', accountId);
  });
}

/**
 * A source's patients whom a plan over another database has found in the account, or held; nothing was written to any of
 * them.
 */
export async function forgetPlanned(db: Kysely<StateTables>, source: SourceNumber): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const table of ['links', ...tablesOfPatients] as const) {
      await tx.deleteFrom(table).where(ofSource('patient_id', source)).execute();
    }
    await new Meta(tx, source).clear('plannedDatabase');
  });
}

/** What a plan has seen of an account that the state never became: ids of another one are marks of nothing here. */
export async function forgetAccountSeen(db: Kysely<StateTables>): Promise<void> {
  if (await holdsContacts(db)) return;
  const meta = new Meta(db);
  for (const name of factsSeen) await meta.clear(name);
}
