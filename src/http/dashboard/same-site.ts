import type { FastifyRequest } from 'fastify';
import { type HostRules, isAllowedHost, isOwnOrigin } from '../allowed-hosts.ts';
import { ApiError } from '../api/api-error.ts';
import { apiErrors } from '../api/errors.ts';

/**
 * Lets only requests to our own name, and changes only from our own page, pass.
 *
 * @throws ApiError FOREIGN_HOST, FOREIGN_ORIGIN
 */
export function checkSite({ method, headers }: FastifyRequest, rules: HostRules): void {
  if (!isAllowedHost(headers.host, rules)) throw new ApiError(apiErrors.foreignHost);
  if (method === 'GET' || method === 'HEAD') return;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isForeign =
    (origin !== undefined && !isOwnOrigin(origin, headers.host, rules)) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (isForeign) throw new ApiError(apiErrors.foreignOrigin);
}
