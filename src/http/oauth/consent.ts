import type { TokenSetting } from '../../amocrm/auth/given-token.ts';
import { type Authorisation, createAuthorisation } from '../../clinic/authorisation.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import type { AmoConfig } from '../../config/parts/amo-config.ts';
import { isLoopback } from '../../network/loopback.ts';

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

/** Addresses of the page itself, which a callback cannot have. */
const taken = /^\/($|api\/|assets\/|sign-in$)/;

/**
 * Whether AMOCRM_REDIRECT_URI leads to this service, so that amoCRM's answer needs no hand to bring it here.
 *
 * @param here HTTP_PORT and DASHBOARD_URL
 */
export function leadsHere(
  redirectUri: string,
  here: { readonly port: number; readonly publicUrl?: URL | undefined },
): boolean {
  const { protocol, hostname, port, host, pathname } = new URL(redirectUri);
  if (taken.test(pathname)) return false;
  if (host === here.publicUrl?.host) return true;
  return protocol === 'http:' && isLoopback(hostname) && Number(port || 80) === here.port;
}

/** AMOCRM_LONG_LIVED_TOKEN, where that is how amoCRM is reached. */
export function tokenSettingOf(amocrm: AmoConfig): TokenSetting | null {
  if (amocrm.mock || amocrm.auth.kind !== 'long-lived') return null;
  return { token: amocrm.auth.token, baseUrl: amocrm.baseUrl };
}
