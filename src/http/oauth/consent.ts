import { type Authorisation, createAuthorisation } from '../../clinic/authorisation.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import type { AmoConfig } from '../../config/parts/amo-config.ts';
import { leadsHere } from './leads-here.ts';

/** The OAuth consent as the dashboard offers it. */
export interface Consent {
  readonly authorisation: Authorisation;
  /** AMOCRM_REDIRECT_URI. */
  readonly redirectUri: string;
  /** Whether amoCRM leads the browser back to this service. */
  readonly leadsHere: boolean;
}

/** Null: the settings have no integration. */
export function consentOf(
  clinic: Clinic,
  amocrm: AmoConfig,
  here: Parameters<typeof leadsHere>[1],
): Consent | null {
  if (amocrm.mock || amocrm.auth.kind !== 'oauth') return null;
  const { state, stateSource, line, clock, log, signal } = clinic;
  const { redirectUri } = amocrm.auth;
  const authorisation = createAuthorisation({
    state,
    line,
    clock,
    log,
    signal,
    source: stateSource,
    actor: 'dashboard',
    integration: amocrm.auth,
  });
  return { authorisation, redirectUri, leadsHere: leadsHere(redirectUri, here) };
}
