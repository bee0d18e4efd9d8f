import type { ConnectionConfiguration } from 'tedious';
import type { DatabaseConfig, Target } from '../connection/connection.ts';

export type Tedious = typeof import('tedious');

/** What a session on SQL Server is opened with. */
export interface SessionContext {
  readonly tedious: Tedious;
  readonly config: DatabaseConfig;
  readonly target: Target;
  readonly log: { warn(fields: object, message: string): void };
}

const tlsVersions = {
  '1.0': 'TLSv1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
} as const;

/** Host and instance, whichever way the settings name them: `HOST\NAME` or apart. */
export function serverOf(config: DatabaseConfig): { host: string; instance: string | null } {
  const [host = '', instance] = (config.host ?? 'localhost').split('\\', 2);
  return { host, instance: config.instance || instance || null };
}

/**
 * Our settings in tedious' words.
 *
 * @param port of an instance, as SQL Server Browser named it. tedious itself would ask for it four times a connection.
 */
export function tediousConfig(
  config: DatabaseConfig,
  readOnlyIntent: boolean,
  port?: number,
): ConnectionConfiguration {
  const { host, instance } = serverOf(config);
  return {
    server: host,
    authentication: authentication(config),
    options: {
      ...(instance && port === undefined
        ? { instanceName: instance }
        : { port: port ?? config.port ?? 1433 }),
      ...(config.database ? { database: config.database } : {}),
      ...tls(config),
      appName: 'ident-amocrm',
      connectTimeout: config.connectionTimeoutMs ?? 30_000,
      // The session bounds a whole request itself; tedious would only bound the wait for its first row.
      requestTimeout: 0,
      // A database that is not there is told at once: tedious takes 4060 for passing, as on Azure.
      maxRetriesOnTransientErrors: 0,
      readOnlyIntent,
      // Date-times are the clinic's wall clock: read from the UTC parts, never bent by the process's zone.
      useUTC: true,
      enableArithAbort: true,
    },
  };
}

function authentication(
  config: DatabaseConfig,
): NonNullable<ConnectionConfiguration['authentication']> {
  const account = { userName: config.user ?? '', password: config.password ?? '' };
  return config.domain
    ? { type: 'ntlm', options: { ...account, domain: config.domain } }
    : { type: 'default', options: account };
}

/**
 * SQL Server 2012–2016 closes the connection when the signature of the certificate that it made for itself (SHA-1) is not
 * offered. OpenSSL 3 offers it, and does TLS 1.0 and 1.1, on its lowest security level only. Where the certificate is
 * trusted whatever it says, nothing is lost by it.
 */
function offersOldSignature({ trustCertificate }: DatabaseConfig): boolean {
  return trustCertificate === true;
}

function tls(config: DatabaseConfig): NonNullable<ConnectionConfiguration['options']> {
  const min = config.tlsMin ?? '1.2';
  return {
    encrypt: config.encrypt ?? true,
    trustServerCertificate: config.trustCertificate ?? false,
    cryptoCredentialsDetails: {
      minVersion: tlsVersions[min],
      ...(min < '1.2' || offersOldSignature(config) ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    },
  };
}
