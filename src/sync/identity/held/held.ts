/** Another person seems to stand under the id of a linked patient. */
export const identityChanged = 'identity-changed';
/** The patient's id stands in a contact that does not agree with the patient, or of which nothing can be compared. */
export const identityDisagrees = 'identity-disagrees';
/** amoCRM answered one contact for two creates: this patient is not the one whom it carries. */
export const mergedOnCreate = 'merged-on-create';
/** A contact that seems to be the patient's has something in its IDENT-id field that is no id. */
export const idUnreadable = 'id-unreadable';
/** An answer that cannot be believed named a contact for a create, and amoCRM shows none. */
export const createdNotShown = 'created-not-shown';

/**
 * Codes of rejected rows that a person alone decides: their patients are neither linked, written nor created, in no pass
 * and no recovery, and no pass tries them again by itself.
 */
export const heldCodes: readonly string[] = [
  identityChanged,
  identityDisagrees,
  mergedOnCreate,
  idUnreadable,
  createdNotShown,
];

export const isHeld = ({ code }: { readonly code: string }): boolean => heldCodes.includes(code);
