import type { IdentSource } from '../../src/clinic/ident-source.ts';
import type { Source } from '../../src/clinic/source.ts';
import { firstSource, type SourceName } from '../../src/contact/model/patient-key.ts';

/** Of a clinic with one database. */
export const theOnly = (ident: IdentSource): Source => ({
  number: firstSource,
  // What one calls it.
  name: 'IDENT' as SourceName,
  ident,
});
