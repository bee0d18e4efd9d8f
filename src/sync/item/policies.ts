/** What a deep pass does about a difference that IDENT did not make: put it right, or leave it and tell. */
type Policy = 'repair' | 'report';

export interface Policies {
  /** Owned fields that somebody changed in amoCRM. `report` leaves them until IDENT's value changes. */
  readonly fields: Policy;
  /** A name that a person edited in amoCRM. */
  readonly names: Policy;
  /** A contact merged into another one: linked to the survivor. */
  readonly merged: Policy;
  /** A contact that was deleted: made anew. */
  readonly missing: Policy;
  /** Contacts that carry the same patient: tagged once, so that people find them; nobody but a person merges them. */
  readonly duplicates: Policy;
}

export const defaultPolicies: Policies = {
  fields: 'repair',
  names: 'report',
  merged: 'repair',
  missing: 'report',
  duplicates: 'repair',
};
