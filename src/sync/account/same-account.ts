import { SyncError } from '../errors.ts';
import { accountErrors } from './errors.ts';

/** @throws SyncError OTHER_ACCOUNT */
export function sameAccount(known: number, found: number): void {
  if (known !== found) throw new SyncError(accountErrors.otherAccount({ known, found }));
}
