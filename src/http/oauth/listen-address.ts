import { isLoopback } from '../../network/loopback.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const defaultPort = 8080;
const everywhere = ['0.0.0.0', '::'];

/**
 * Where to wait for the browser. An address with https leads to a proxy, whose port is not ours; one that leads to this
 * very machine needs nobody else to get here, unless the service is told to listen everywhere, as in a container.
 *
 * @param redirectUri AMOCRM_REDIRECT_URI
 * @param serviceHost HTTP_HOST
 */
export function listenAddress(
  redirectUri: string,
  serviceHost: string,
  wish: Partial<ListenAddress> = {},
): ListenAddress {
  const { protocol, hostname, port } = new URL(redirectUri);
  const own = protocol === 'http:' && port !== '' ? Number(port) : defaultPort;
  const isLocal = isLoopback(hostname) && !everywhere.includes(serviceHost);
  const local = hostname === '[::1]' ? '::1' : '127.0.0.1';
  return { host: wish.host ?? (isLocal ? local : '0.0.0.0'), port: wish.port ?? own };
}
