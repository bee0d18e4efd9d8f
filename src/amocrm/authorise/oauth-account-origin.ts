import { CallbackRefusedError } from './oauth-callback-errors.ts';

/** One label, ASCII only, and nothing around it: no user, no port, no dot at the end, no look-alike letters. */
const accountHost = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.(?:amocrm\.ru|amocrm\.com|kommo\.com)$/;

/** Whether this is an account of amoCRM itself, and no sandbox or proxy. */
export function isAmoHost(host: string): boolean {
  return accountHost.test(host);
}

/**
 * Where the account lives that the callback's `referer` names: secret and code go there, so only amoCRM's own hosts and
 * the configured one will do. A proxy or sandbox in the settings stands for whatever account is named.
 *
 * @param baseUrl the configured address
 * @throws CallbackRefusedError `host-refused`
 */
export function accountOrigin(referer: string | null, baseUrl: string): string {
  const configured = new URL(baseUrl);
  const host = referer?.toLowerCase() ?? configured.host;
  if (host === configured.host) return configured.origin;
  // What lower case makes of letters from elsewhere must not get past the pattern.
  if (referer === null || !/^[\x20-\x7e]+$/.test(referer) || !isAmoHost(host)) {
    throw new CallbackRefusedError('host-refused');
  }
  return isAmoHost(configured.host) ? `https://${host}` : configured.origin;
}
