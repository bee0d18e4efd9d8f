import { databasesOf } from '../../ident/sources/databases.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { SyncError } from '../errors.ts';
import type { Pass } from '../pass/pass-context.ts';
import { sourceErrors } from './errors.ts';

/** So many ids a person may have mistyped. */
export const mistyped = 3;

/**
 * Contacts with ids of sources that are none of ours are another installation's, which writes to this account too.
 *
 * @throws SyncError SOURCE_FOREIGN
 */
export async function refuseForeignSources(pass: Pass, snapshot: CrmSnapshot): Promise<void> {
  const { numbers } = databasesOf(pass.ident);
  const foreign = [...(await snapshot.sources())].filter(([number]) => !numbers.has(number));
  const contacts = foreign.reduce((sum, [, count]) => sum + count, 0);
  if (contacts <= Math.max(mistyped, pass.allowance.most)) return;
  const found = { numbers: foreign.map(([number]) => number), contacts };
  throw new SyncError(sourceErrors.foreignSource(found));
}
