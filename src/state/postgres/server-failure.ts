import { StateError } from '../file/errors.ts';
import { addressOf, type StateServer } from './server.ts';
import { serverErrors } from './server-errors.ts';

/** What no code of a server tells. */
type Unlike =
  | 'pooler'
  | 'closed'
  | 'sessionLost'
  | 'notAState'
  | `read${'Elsewhere' | 'Away' | 'Denied'}`;

/** SQLSTATEs, and what of the system stands for the same. */
const kinds: readonly (readonly [RegExp, Exclude<keyof typeof serverErrors, Unlike>])[] = [
  [/^(28P01|28000|3D000|NO_PASSWORD)$/, 'denied'],
  [/^(42501)$/, 'noRights'],
  [/^(53100)$/, 'full'],
  [/^(58...)$/, 'files'],
  [/^(25006)$/, 'readOnly'],
  [/^(XX00[12])$/, 'damaged'],
  [
    /^(NO_TLS|ERR_TLS_.*|ERR_SSL_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*|UNABLE_TO_.*|CERT_.*|HOSTNAME_.*)$/,
    'notTrusted',
  ],
  [/^(25P03|25P04|57P05)$/, 'timeout'],
  [/^(57014)$/, 'cancelled'],
  [/^(40001|40P01)$/, 'conflict'],
  [/^(55P03)$/, 'busy'],
  [
    /^(08...|53...|57P0.|E[A-Z]+|EAI_.*|ERR_STREAM_.*|ERR_SOCKET_.*|CLOSED|NO_ANSWER|POOL_BUSY)$/,
    'unreachable',
  ],
];

/** The pool had none to give for as long as one waits for it; of the server nothing is said by that. */
export const noFreeConnection = 'POOL_BUSY';

/** What pg says without a code. */
const sayings: readonly (readonly [RegExp, string])[] = [
  [/^timeout exceeded when trying to connect$/, noFreeConnection],
  [/does not support SSL/i, 'NO_TLS'],
  [/password must be a string|no password supplied/i, 'NO_PASSWORD'],
  [/connection terminated|not queryable|timeout|connection ended|was closed/i, 'CLOSED'],
];

/**
 * What tells of the server is said as such; all else, that of a statement, stays what it is. Only the code of the server
 * or of the system is passed on: its words may quote a row.
 */
export function serverFailure(error: unknown, server: StateServer): unknown {
  if (error instanceof StateError || !(error instanceof Error)) return error;
  const address = addressOf(server);
  // PgBouncer's answer to what a session of ours begins with.
  if (/unsupported startup parameter/i.test(error.message)) {
    return new StateError(serverErrors.pooler({ address }), { cause: error });
  }
  if (/Cannot use a pool after calling end/.test(error.message)) {
    return new StateError(serverErrors.closed({ address }), { cause: error });
  }
  const code = codeOf(error);
  const kind = code === null ? undefined : kinds.find(([pattern]) => pattern.test(code))?.[1];
  if (kind === undefined) return error;
  return new StateError(serverErrors[kind]({ address, reason: code ?? '?' }), { cause: error });
}

/** The code of the server or of the system, also of an error that was made from it here; null: there is none. */
export function failureCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return error instanceof StateError ? (failureCode(error.cause) ?? error.code) : codeOf(error);
}

function codeOf(error: Error): string | null {
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Several addresses of one name were tried.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) {
    return codeOf(error.errors[0]);
  }
  return sayings.find(([pattern]) => pattern.test(error.message))?.[1] ?? null;
}
