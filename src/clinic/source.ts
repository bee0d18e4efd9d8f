import { firstSource, type SourceName } from '../contact/model/patient-key.ts';
import type { SourceIdentity } from '../ident/sources/databases.ts';
import type { IdentSource } from './ident-source.ts';

/** One of the databases whose patients an account takes in. */
export interface Source extends SourceIdentity {
  readonly ident: IdentSource;
}

/** Of a clinic with one database. */
export const theOnly = (ident: IdentSource): Source => ({
  number: firstSource,
  // What one calls it.
  name: 'IDENT' as SourceName,
  ident,
});
