import { NotFoundError } from '../../amocrm/errors/errors.ts';
import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import type { SyncSetup } from '../pass/pass-context.ts';

/** A contact as it is now; null: amoCRM answers none, in any of its ways. That it is missing takes more (`MissingProof`). */
export async function readContact(
  { amo }: Pick<SyncSetup, 'amo'>,
  id: ContactId,
): Promise<AmoContact | null> {
  try {
    return await amo.contact(id);
  } catch (error) {
    if (error instanceof NotFoundError && error.isJson) return null;
    throw error;
  }
}
