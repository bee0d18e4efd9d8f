import type { DatabaseConfig } from '../connection/connection.ts';
import { IdentError, identErrors } from '../connection/errors.ts';
import { type SessionContext, tediousConfig } from './options.ts';

/**
 * Why a server breaks an encrypted connection off before the login, found by offering it what we did not: first the old
 * signature, then old versions. Each trial ends as soon as it is encrypted; no login is ever sent in one.
 *
 * @returns null when nothing that we could offer helps: the reason is another.
 */
export async function tryEncryption(
  context: SessionContext,
  port: number | undefined,
  signal?: AbortSignal,
): Promise<IdentError | null> {
  const { config, target } = context;
  const { encrypt, trustCertificate, tlsMin = '1.2' } = config;
  if (encrypt === false || tlsMin < '1.2') return null;
  const trusting = { ...config, trustCertificate: true };
  if (trustCertificate !== true && (await isEncrypted(context, trusting, port, signal))) {
    return new IdentError(identErrors.oldSignature(target));
  }
  if (await isEncrypted(context, { ...trusting, tlsMin: '1.0' }, port, signal)) {
    return new IdentError(identErrors.oldTls(target, { min: tlsMin, works: '1.0' }));
  }
  return null;
}

async function isEncrypted(
  { tedious }: SessionContext,
  config: DatabaseConfig,
  port: number | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  signal?.throwIfAborted();
  // The account is left out too: were the trial to go further than it should, there is nothing to tell.
  const account = { user: '', password: '', domain: '' };
  const connection = new tedious.Connection(tediousConfig({ ...config, ...account }, true, port));
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const leave = () => resolve(false);
  connection.on('error', leave);
  connection.on('secure', () => resolve(true));
  signal?.addEventListener('abort', leave, { once: true });
  connection.connect(leave);
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', leave);
    connection.close();
  }
}
