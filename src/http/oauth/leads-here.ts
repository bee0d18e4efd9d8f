import { isLoopback } from '../../network/loopback.ts';

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
