import { isIP } from 'node:net';
import { bareHost, isLoopback } from '../network/loopback.ts';

export interface HostRules {
  /** HTTP_HOST. */
  readonly host: string;
  /** DASHBOARD_URL: under which address people reach the page, by name or through a proxy. */
  readonly publicUrl?: URL | undefined;
}

/**
 * Whether a `Host` may be answered. A stranger's name that he lets point at this computer (DNS rebinding) would make a
 * person's browser his tool; an address of figures cannot be such a name.
 */
export function isAllowedHost(header: string | undefined, { host, publicUrl }: HostRules): boolean {
  if (header === undefined) return false;
  if (publicUrl !== undefined && header.toLowerCase() === publicUrl.host) return true;
  const name = nameOf(header);
  if (name === null) return false;
  if (isLoopback(name) || name === bareHost(host).toLowerCase()) return true;
  return !isLoopback(host) && isIP(name) !== 0;
}

/** Whether the browser reaches us by https, which a proxy in front of us ends. */
export const isSecureHost = (header: string | undefined, { publicUrl }: HostRules): boolean =>
  publicUrl?.protocol === 'https:' && header?.toLowerCase() === publicUrl.host;

/** Whether a page of this `Origin` is our own. */
export function isOwnOrigin(origin: string, header: string | undefined, rules: HostRules): boolean {
  if (header === undefined) return false;
  return origin === `${isSecureHost(header, rules) ? 'https' : 'http'}://${header.toLowerCase()}`;
}

function nameOf(header: string): string | null {
  try {
    return bareHost(new URL(`http://${header}`).hostname).toLowerCase();
  } catch {
    return null;
  }
}
