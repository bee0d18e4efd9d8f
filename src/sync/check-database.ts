import { SyncError, syncErrors } from './errors.ts';
import type { OpeningEntry } from './guard/ledger.ts';
import type { SyncSetup } from './pass-context.ts';

/** The clinic's database as a pass found it. */
export interface FoundDatabase {
  /** Not the one that the state belongs to, or the state belongs to none: its stamps mean nothing here. */
  readonly isNew: boolean;
  /** Makes the state this database's; empty where it is. */
  readonly claim: readonly OpeningEntry[];
}

/**
 * The state remembers its database and refuses another until told: two clinics' patients must never meet in one
 * account because a host name was mistyped. It becomes another's by the first write only, never by a look at it.
 *
 * @throws SyncError OTHER_DATABASE, also where links are kept and nobody knows of which database.
 */
export async function checkDatabase(
  { state, ident }: Pick<SyncSetup, 'state' | 'ident'>,
  accept: boolean,
): Promise<FoundDatabase> {
  const { identity } = await ident.server();
  const known = await state.meta.get('databaseIdentity');
  if (known === identity) return { isNew: false, claim: [] };
  // An orphan is a contact's word alone: IDENT was not asked for it.
  const belongs = known !== undefined || (await holdsPatients(state));
  if (belongs && !accept) {
    throw new SyncError(syncErrors.otherDatabase({ known: known ?? null, found: identity }));
  }
  return {
    isNew: true,
    claim: [
      async (tx) => {
        await tx.meta.set('databaseIdentity', identity);
        // Another server's stamps and versions are not comparable: a deep pass is due.
        await tx.meta.clear('cursor');
      },
    ],
  };
}

async function holdsPatients({ links }: Pick<SyncSetup['state'], 'links'>): Promise<boolean> {
  return (await links.count()) > (await links.count('orphan'));
}
