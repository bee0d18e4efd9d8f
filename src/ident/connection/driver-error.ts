import type { Target } from './error-kind.ts';
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

/** Numbers of SQL Server's sys.messages. */
function kindOfNumber(number: number, target: Target) {
  switch (number) {
    case 18456:
    case 18470:
    case 18486:
    case 18487:
    case 18488:
      return identErrors.loginFailed(target);
    case 18452:
      return identErrors.windowsLoginOnly(target);
    case 4060:
    case 911:
    case 916:
      return identErrors.databaseDenied(target);
    case 229:
    case 230:
      return identErrors.tableDenied(target);
    case 1205:
      return identErrors.deadlock(target);
    case 1222:
      return identErrors.locked(target);
    // A session was killed.
    case 596:
      return identErrors.connectionLost(target);
    // The server shuts down, is paused, starts, is being upgraded, or lets administrators in alone.
    case 6005:
    case 17142:
    case 17148:
    case 17187:
    case 18401:
    case 18451:
    case 18461:
    // The database is starting, being recovered or restored, offline, in transition, moving to another machine, or in
    // other hands.
    case 40197:
    case 40613:
    case 976:
    case 983:
    case 921:
    case 922:
    case 924:
    case 927:
    case 942:
    case 952:
      return identErrors.databaseAway(target);
    // No memory, no buffer, no lock, no grant, no room for one more session.
    case 701:
    case 802:
    case 845:
    case 1204:
    case 8628:
    case 8645:
    case 8651:
    case 10928:
    case 10929:
    case 17189:
    case 17197:
    case 17809:
    case 17830:
    // All licences of the server are in use.
    case 18458:
    case 18459:
    case 18460:
    case 40501:
      return identErrors.serverBusy(target);
    // Damaged pages, a suspect database, a full disk, lost files or a lost log: nothing that a reader does.
    case 605:
    case 823:
    case 824:
    case 926:
    case 945:
    case 1101:
    case 1105:
    case 3313:
    case 3314:
    case 3624:
    case 9001:
    case 9002:
      return identErrors.serverInTrouble(target, { number });
    default:
      return null;
  }
}

function kindOfCode(part: DriverTraits, target: Target) {
  switch (part.code) {
    case 'ELOGIN':
      return identErrors.loginFailed(target);
    case 'EINSTLOOKUP':
      return identErrors.instanceNotFound(target);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return identErrors.hostUnknown(target);
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return identErrors.unreachable(target);
    case 'ETIMEOUT':
    case 'ECANCEL':
      return identErrors.timeout(target);
    case 'ETIMEDOUT':
      return identErrors.unreachable(target);
    case 'EENCRYPT':
    case 'EPROTO':
      return identErrors.tls(target);
    case 'ESOCKET':
    case 'ECLOSE':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'EINVALIDSTATE':
      return identErrors.connectionLost(target);
    case 'ERR_SQLITE_ERROR':
      return kindOfSqlite(part.errno, target);
    default:
      return /^ERR_(SSL|TLS)/.test(part.code) || certificateCodes.has(part.code)
        ? identErrors.tls(target)
        : null;
  }
}

/** What is wrong with a certificate that came. */
const certificateCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** True when it is known why nothing was encrypted: the certificate that came, or a server that knows no encryption. */
export function isUnderstood(error: unknown): boolean {
  const codes = flatten(error).map((part) => traits(part).code);
  return codes.some((code) => code === 'EENCRYPT' || certificateCodes.has(code));
}

/** SQLite's result codes; the low byte is the primary one. */
function kindOfSqlite(errno: number | null, target: Target) {
  switch ((errno ?? 0) & 0xff) {
    case 5:
    case 6:
      return identErrors.locked(target);
    case 10:
      return identErrors.connectionLost(target);
    case 14:
      return identErrors.fileNotFound(target);
    case 26:
    case 11:
      return identErrors.notADatabase(target);
    default:
      return null;
  }
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
