import { SyncError, syncErrors } from './errors.ts';
import type { SyncSetup } from './pass-context.ts';

/**
 * The state remembers its database and refuses another until told: two clinics' patients must never meet in one
 * account because a host name was mistyped.
 *
 * @throws SyncError OTHER_DATABASE.
 */
export async function checkDatabase({ state, ident }: SyncSetup, accept: boolean): Promise<void> {
  const { identity } = await ident.server();
  const known = await state.meta.get('databaseIdentity');
  if (known === identity) return;
  if (known !== undefined && !accept) {
    throw new SyncError(syncErrors.otherDatabase({ known, found: identity }));
  }
  await state.transaction(async (tx) => {
    await tx.meta.set('databaseIdentity', identity);
    // Another server's stamps and versions are not comparable: a deep pass is due.
    await tx.meta.clear('cursor');
  });
}
