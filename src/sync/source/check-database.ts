import type { SourceNumber } from '../../contact/model/patient-key.ts';
import type { SourceIdentity } from '../../ident/sources/databases.ts';
import { forgetPlanned } from '../../state/account/drop-account.ts';
import type { State } from '../../state/open-state.ts';
import { SyncError } from '../errors.ts';
import type { OpeningEntry } from '../guard/ledger.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { sourceErrors } from './errors.ts';

/** A source and the database that was found behind it. */
interface FoundSource extends SourceIdentity {
  readonly identity: string;
}

/**
 * A number names one database for ever: with another one its patients would become other people. The order of sources
 * says nothing.
 *
 * @param numbers all sources of the settings, read or not
 * @throws SyncError SOURCE_TWICE, SOURCE_NUMBER_CHANGED, SOURCE_MISSING
 */
export async function checkNumbers(
  { meta, links }: Pick<State, 'meta' | 'links'>,
  found: readonly FoundSource[],
  numbers: ReadonlySet<number>,
): Promise<void> {
  for (const [at, one] of found.entries()) {
    const other = found.slice(at + 1).find(({ identity }) => identity === one.identity);
    if (other !== undefined) {
      throw new SyncError(sourceErrors.sameDatabase({ one, other, found: one.identity }));
    }
  }
  const known = await meta.ofSources('databaseIdentity');
  for (const source of found) {
    const { identity } = source;
    if (known.get(source.number) === identity) continue;
    const before = [...known].find(([, name]) => name === identity)?.[0];
    if (before !== undefined) {
      throw new SyncError(sourceErrors.numberChanged({ source, known: before, found: identity }));
    }
  }
  const missing = (await links.sources()).filter((number) => !numbers.has(number));
  if (missing.length > 0) throw new SyncError(sourceErrors.sourceMissing({ numbers: missing }));
}

/** The clinic's database as a pass found it. */
interface FoundDatabase {
  /** Not the one that the state belongs to, or the state belongs to none: its stamps mean nothing here. */
  readonly isNew: boolean;
  /** Makes the state this database's; empty where it is. */
  readonly claim: readonly OpeningEntry[];
}

/** What a pass is allowed to make of a database. */
interface DatabaseOptions {
  /** A person said that it is the right one (`--accept-database`). */
  readonly accept?: boolean | undefined;
  /** It is looked at only: the state becomes nobody's. */
  readonly planOnly?: boolean | undefined;
}

/**
 * The state remembers each source's database and refuses another until told: two clinics' patients must never meet in one
 * account because a host name was mistyped. It becomes another's by the first write only, never by a look at it: what a
 * plan found for a state that is nobody's yet goes again when another database is read.
 *
 * @throws SyncError OTHER_DATABASE, also where links are kept and nobody knows of which database.
 */
export async function checkDatabase(
  { state }: Pick<SyncSetup, 'state'>,
  { number, identity }: { readonly number: SourceNumber; readonly identity: string },
  { accept = false, planOnly = false }: DatabaseOptions = {},
): Promise<FoundDatabase> {
  const meta = state.meta.of(number);
  const known = await meta.get('databaseIdentity');
  if (known === identity) return { isNew: false, claim: [] };
  const planned = await meta.get('plannedDatabase');
  // Links without an identity ask like another database, unless a plan alone has made them.
  const isNobodys =
    known === undefined && (planned !== undefined || !(await holdsPatients(state, number)));
  if (!isNobodys && !accept) {
    throw new SyncError(sourceErrors.otherDatabase({ known: known ?? null, found: identity }));
  }
  if (isNobodys && planned !== undefined && planned !== identity)
    await forgetPlanned(state.db, number);
  if (planOnly) return { isNew: true, claim: isNobodys ? [plannedFor(number, identity)] : [] };
  return {
    isNew: true,
    claim: [
      async (tx) => {
        const own = tx.meta.of(number);
        await own.set('databaseIdentity', identity);
        await own.clear('plannedDatabase');
        // Another server's stamps and versions are not comparable: a deep pass is due.
        await own.clear('cursor');
        // Nor is the former one's word for a branch, or the age of its changes.
        await own.clear('branchNames');
        await own.clear('carriedAt');
      },
    ],
  };
}

const plannedFor =
  (number: SourceNumber, identity: string): OpeningEntry =>
  async (tx) => {
    await tx.meta.of(number).set('plannedDatabase', identity);
  };

/** An orphan is a contact's word alone: IDENT was not asked for it. */
async function holdsPatients(
  { links }: Pick<SyncSetup['state'], 'links'>,
  source: SourceNumber,
): Promise<boolean> {
  return (await links.count(undefined, source)) > (await links.count('orphan', source));
}
