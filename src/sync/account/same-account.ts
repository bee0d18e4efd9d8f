import { SyncError, syncErrors } from '../errors.ts';

/** @throws SyncError OTHER_ACCOUNT */
export function sameAccount(known: number, found: number): void {
  if (known !== found) throw new SyncError(syncErrors.otherAccount({ known, found }));
}
