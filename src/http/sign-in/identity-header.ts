import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../../network/loopback.ts';

/** A header in which a proxy that is trusted tells who has signed in there. */
export class IdentityHeader {
  readonly #name: string;
  readonly #proxies = new BlockList();
  readonly #trustsLoopback: boolean;

  /**
   * @param name AUTH_HEADER
   * @param proxies TRUSTED_PROXIES
   */
  constructor(name: string, proxies: readonly string[]) {
    this.#name = name.toLowerCase();
    this.#trustsLoopback = proxies.includes('loopback');
    for (const proxy of proxies.filter((one) => one !== 'loopback')) {
      const [address = '', bits] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#proxies.addAddress(address, family);
      else this.#proxies.addSubnet(address, Number(bits), family);
    }
  }

  /** Takes it away from everybody but a trusted proxy, whoever is asked later. */
  strip(request: FastifyRequest): void {
    if (!this.#isTrusted(request)) delete request.headers[this.#name];
  }

  /** The name that a trusted proxy tells; null: none does. */
  userOf(request: FastifyRequest): string | null {
    const told = this.#isTrusted(request) ? request.headers[this.#name] : undefined;
    if (typeof told !== 'string' || told.trim() === '') return null;
    // Node reads headers as Latin-1, and proxies write UTF-8.
    return Buffer.from(told, 'latin1').toString('utf8').trim();
  }

  /** By whose connection it is, not by what a header says of it. */
  #isTrusted({ socket }: FastifyRequest): boolean {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(address);
    if (family === 0) return false;
    if (this.#trustsLoopback && isLoopback(address)) return true;
    return this.#proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}
