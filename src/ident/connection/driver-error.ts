import type { ErrorKind } from '../../app-error.ts';
import type { Target } from './connection.ts';
import { IdentError, identErrors, type ServerFault } from './errors.ts';

/** What tedious, `node:sqlite` and the sockets below them put on their errors; read, never trusted. */
interface DriverTraits {
  readonly code: string;
  readonly errno: number | null;
  readonly fault: ServerFault | null;
}

/**
 * The one place where a driver's error becomes ours. Neither its text nor the error itself goes on as a cause:
 * SQL Server quotes values (`Conversion failed when converting the nvarchar value '…'`).
 *
 * @param reported what the server reported beside the error: at a login tedious tells its numbers by an event only.
 */
export function toIdentError(
  error: unknown,
  target: Target,
  reported: readonly ServerFault[] = [],
): IdentError {
  if (error instanceof IdentError) return error;
  const parts = flatten(error).map(traits);
  const faults = [...parts.flatMap((part) => (part.fault ? [part.fault] : [])), ...reported];
  // Of a database that is being recovered a login says 4060 and 18456 with state 38: it is there, and will be open.
  const recovering = faults.find(({ number, state }) => number === 18456 && state === 38);
  if (recovering) return new IdentError(identErrors.databaseAway(target), faults[0] ?? recovering);
  // A refused database (4060) is followed by "login failed" (18456): the first that we know tells most.
  for (const fault of faults) {
    const kind = kindOfNumber(fault.number, target);
    if (kind) return new IdentError(kind, fault);
  }
  for (const part of parts) {
    const kind = kindOfCode(part, target);
    if (kind) return new IdentError(kind, faults[0] ?? null);
  }
  const number = faults[0]?.number ?? parts.find((part) => part.code !== '')?.code ?? 0;
  return new IdentError(identErrors.queryFailed(target, { number }), faults[0] ?? null);
}

/** Numbers of SQL Server's sys.messages, by what they mean. */
const kindsOfNumbers: readonly (readonly [
  kind: (target: Target, fault: { readonly number: number }) => ErrorKind,
  numbers: readonly number[],
])[] = [
  [identErrors.loginFailed, [18456, 18470, 18486, 18487, 18488]],
  [identErrors.windowsLoginOnly, [18452]],
  [identErrors.databaseDenied, [4060, 911, 916]],
  [identErrors.tableDenied, [229, 230]],
  [identErrors.deadlock, [1205]],
  [identErrors.locked, [1222]],
  // A session was killed.
  [identErrors.connectionLost, [596]],
  // The server shuts down, is paused, starts, is being upgraded, or lets administrators in alone.
  [identErrors.databaseAway, [6005, 17142, 17148, 17187, 18401, 18451, 18461]],
  // The database is starting, being recovered or restored, offline, in transition, moving to another machine, or in
  // other hands.
  [identErrors.databaseAway, [40197, 40613, 976, 983, 921, 922, 924, 927, 942, 952]],
  // No memory, no buffer, no lock, no grant, no room for one more session.
  [identErrors.serverBusy, [701, 802, 845, 1204, 8628, 8645, 8651, 10928, 10929]],
  [identErrors.serverBusy, [17189, 17197, 17809, 17830, 40501]],
  // All licences of the server are in use.
  [identErrors.serverBusy, [18458, 18459, 18460]],
  // Damaged pages, a suspect database, a full disk, lost files or a lost log: nothing that a reader does.
  [
    identErrors.serverInTrouble,
    [605, 823, 824, 926, 945, 1101, 1105, 3313, 3314, 3624, 9001, 9002],
  ],
];

function kindOfNumber(number: number, target: Target): ErrorKind | undefined {
  const [kind] = kindsOfNumbers.find(([, numbers]) => numbers.includes(number)) ?? [];
  return kind?.(target, { number });
}

/** What is wrong with a certificate that came. */
const certificateCodes = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
];

type KindOfTarget = (target: Target) => ErrorKind;

/** Codes of tedious and of the system. */
const kindsOfCodes: readonly (readonly [kind: KindOfTarget, codes: readonly string[]])[] = [
  [identErrors.loginFailed, ['ELOGIN']],
  [identErrors.instanceNotFound, ['EINSTLOOKUP']],
  [identErrors.hostUnknown, ['ENOTFOUND', 'EAI_AGAIN']],
  [identErrors.unreachable, ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']],
  [identErrors.unreachable, ['ETIMEDOUT']],
  [identErrors.timeout, ['ETIMEOUT', 'ECANCEL']],
  [identErrors.tls, ['EENCRYPT', 'EPROTO', ...certificateCodes]],
  [identErrors.connectionLost, ['ESOCKET', 'ECLOSE', 'ECONNRESET', 'EPIPE', 'EINVALIDSTATE']],
];

/** SQLite's primary result codes. */
const kindsOfSqlite: readonly (readonly [kind: KindOfTarget, codes: readonly number[]])[] = [
  [identErrors.locked, [5, 6]],
  [identErrors.connectionLost, [10]],
  [identErrors.fileNotFound, [14]],
  [identErrors.notADatabase, [11, 26]],
];

function kindOfCode({ code, errno }: DriverTraits, target: Target): ErrorKind | undefined {
  if (code === 'ERR_SQLITE_ERROR') {
    // The low byte is the primary code.
    const primary = (errno ?? 0) & 0xff;
    return kindsOfSqlite.find(([, codes]) => codes.includes(primary))?.[0](target);
  }
  if (/^ERR_(SSL|TLS)/.test(code)) return identErrors.tls(target);
  return kindsOfCodes.find(([, codes]) => codes.includes(code))?.[0](target);
}

/** True when it is known why nothing was encrypted: the certificate that came, or a server that knows no encryption. */
export function isUnderstood(error: unknown): boolean {
  const codes = flatten(error).map((part) => traits(part).code);
  return codes.some((code) => code === 'EENCRYPT' || certificateCodes.includes(code));
}

/** An error with all that it wraps, the innermost first: a socket's refusal says more than the wrapper's ESOCKET. */
function flatten(error: unknown, depth = 0): readonly unknown[] {
  if (depth > 8 || error === null || error === undefined) return [];
  if (Array.isArray(error)) return error.flatMap((each) => flatten(each, depth + 1));
  if (!(error instanceof Error)) return [error];
  const wrapped = error instanceof AggregateError ? error.errors : [];
  return [...flatten(error.cause, depth + 1), ...flatten(wrapped, depth + 1), error];
}

function traits(error: unknown): DriverTraits {
  const bag: Record<string, unknown> =
    typeof error === 'object' && error !== null ? { ...error } : {};
  const { code, errcode, number, state, class: severity } = bag;
  const fault = integer(number);
  return {
    code: typeof code === 'string' ? code : '',
    errno: integer(errcode),
    fault:
      fault === null
        ? null
        : { number: fault, state: integer(state) ?? 0, class: integer(severity) ?? 0 },
  };
}

function integer(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}
