import { isAmoHost } from './oauth-account-origin.ts';

/**
 * The documented address at which an administrator gives access. The redirect address is not part of it: amoCRM takes
 * the one of the integration's settings. `post_message` comes back in the window that the link was opened in.
 */
export function authorizeUrl(client: {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly state: string;
}): string {
  const url = new URL('/oauth', siteOf(new URL(client.baseUrl)));
  url.searchParams.set('client_id', client.clientId);
  url.searchParams.set('state', client.state);
  url.searchParams.set('mode', 'post_message');
  return url.href;
}

/** Consent is asked for on the product's site, not on the account's; a sandbox has no other than its own. */
function siteOf({ host, origin }: URL): string {
  if (!isAmoHost(host)) return origin;
  return host.endsWith('.amocrm.ru') ? 'https://www.amocrm.ru' : 'https://www.kommo.com';
}
