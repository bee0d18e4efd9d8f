import { readFileSync } from 'node:fs';
import { setGlobalProxyFromEnv } from 'node:http';
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { NetworkConfig } from './config/network-config.ts';

/**
 * How long each address of a name has to answer before the next is tried. Node's 250 ms give up on every address where
 * the line is slow; a line whose IPv6 is dead behind the router needs the next one to be tried at all.
 */
const addressPatienceMs = 3_000;

/**
 * The way out of this process: proxy and root certificates, as if they had stood in the environment when Node started,
 * which is the only place where Node itself looks for them.
 *
 * @returns what takes the proxy back.
 */
export function applyNetwork({
  httpsProxy,
  httpProxy,
  noProxy,
  extraCaFile,
}: NetworkConfig): () => void {
  setDefaultAutoSelectFamilyAttemptTimeout(addressPatienceMs);
  // What stands in the environment Node has read by itself.
  const known = process.env['NODE_EXTRA_CA_CERTS'];
  if (extraCaFile !== undefined && (known === undefined || resolve(known) !== extraCaFile)) {
    setDefaultCACertificates([
      ...getCACertificates('default'),
      ...certificatesIn(readFileSync(extraCaFile, 'utf8')),
    ]);
  }
  if (httpsProxy === undefined && httpProxy === undefined) return () => {};
  return setGlobalProxyFromEnv({
    ...(httpsProxy === undefined ? {} : { HTTPS_PROXY: httpsProxy }),
    ...(httpProxy === undefined ? {} : { HTTP_PROXY: httpProxy }),
    NO_PROXY: noProxy,
  });
}

/** The certificates of a PEM file, which may hold several, and words between them. */
const certificatesIn = (pem: string): readonly string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
