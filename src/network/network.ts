import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { setGlobalProxyFromEnv } from 'node:http';
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { NetworkConfig } from '../config/parts/network-config.ts';

/**
 * How long each address of a name has to answer before the next is tried. Node's 250 ms give up on every address where
 * the line is slow; a line whose IPv6 is dead behind the router needs the next one to be tried at all.
 */
const addressPatienceMs = 3_000;

/**
 * The way out of this process: proxy and root certificates, as if they had stood in the environment when Node started,
 * which is the only place where Node itself looks for them.
 *
 * @returns what takes it back: whoever looks at several clinics in turn shows none of them the way of another.
 */
export function applyNetwork({
  httpsProxy,
  httpProxy,
  noProxy,
  extraCaFile,
}: NetworkConfig): () => void {
  setDefaultAutoSelectFamilyAttemptTimeout(addressPatienceMs);
  // Once, however often a command reads its settings.
  unsubscribe(failedToConnect, nameClosedProxy);
  subscribe(failedToConnect, nameClosedProxy);
  // What stands in the environment Node has read by itself.
  const known = process.env['NODE_EXTRA_CA_CERTS'];
  const undo: (() => void)[] = [];
  if (extraCaFile !== undefined && (known === undefined || resolve(known) !== extraCaFile)) {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, ...certificatesIn(readFileSync(extraCaFile, 'utf8'))]);
    undo.push(() => setDefaultCACertificates([...before]));
  }
  if (httpsProxy !== undefined || httpProxy !== undefined) {
    undo.push(
      setGlobalProxyFromEnv({
        ...(httpsProxy === undefined ? {} : { HTTPS_PROXY: httpsProxy }),
        ...(httpProxy === undefined ? {} : { HTTP_PROXY: httpProxy }),
        NO_PROXY: noProxy,
      }),
    );
  }
  return () => {
    for (const one of undo) one();
  };
}

/** Where Node's fetch (undici) tells of each connection that failed, before it decides what comes next. */
const failedToConnect = 'undici:client:connectError';

/**
 * A proxy that takes the connection and closes it without an answer: undici takes the end of that socket for a passing
 * one of the request's own and connects again at once, some thousand times in two seconds, until the request's time is
 * over. Under a code of its own it is a connection that failed, and ends the request: what repeats requests also waits.
 */
function nameClosedProxy(message: unknown): void {
  const { error } = Object(message);
  if (error instanceof Error && 'code' in error && error.code === 'UND_ERR_SOCKET') {
    error.code = 'PROXY_CLOSED';
  }
}

/** The certificates of a PEM file, which may hold several, and words between them. */
const certificatesIn = (pem: string): readonly string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
