import type { Connection, Request } from 'tedious';
import type { ReadBounds } from '../connection/connection.ts';
import { isUnderstood, toIdentError } from '../connection/driver-error.ts';
import { IdentError, identErrors, type ServerFault } from '../connection/errors.ts';
import { type BrowsedInstance, browseInstances } from './browser.ts';
import { type SessionContext, serverOf, type Tedious, tediousConfig } from './options.ts';
import { isOtherService } from './tds-greeting.ts';
import { tryEncryption } from './tls-trial.ts';

type Row = Record<string, unknown>;

/** Courtesy towards the clinic's own work: ours is the one to be broken off, and it never waits long for a lock. */
const courtesies = ['SET DEADLOCK_PRIORITY LOW', 'SET LOCK_TIMEOUT 5000'] as const;

/**
 * Codes by which an availability group refuses a session with read-only intent (no readable secondary, replica not
 * open for it): the reader then comes without the intent.
 */
const intentRefused = new Set([976, 979, 982, 983]);

/**
 * One session on SQL Server: a statement at a time, bounded in time from its sending to its last row.
 *
 * Own, where Kysely has a driver, because that one writes connection errors to the console past the logger, asks
 * `select 1` before every statement, and leaves a request unbounded once its first row came.
 */
export class MssqlSession {
  readonly #connection: Connection;
  readonly #context: SessionContext;
  /** Nobody waited for the end of its last statement: nothing more can be asked of it. */
  #isLeft = false;

  private constructor(connection: Connection, context: SessionContext) {
    this.#connection = connection;
    this.#context = context;
  }

  /** @param readOnly asks for ApplicationIntent=ReadOnly and sets what a polite reader sets. */
  static async open(
    context: SessionContext,
    readOnly: boolean,
    signal?: AbortSignal,
  ): Promise<MssqlSession> {
    const session = new MssqlSession(await connect(context, readOnly, signal), context);
    if (readOnly) await session.#beCourteous(signal);
    return session;
  }

  /** False once the socket is gone: the pool then throws the session away. */
  get alive(): boolean {
    return !this.#isLeft && !this.#connection.closed;
  }

  /** @throws IdentError, always: a driver's own error quotes the server. */
  async run(
    sql: string,
    parameters: readonly unknown[],
    bounds: ReadBounds = {},
  ): Promise<{ rows: Row[]; affected: number }> {
    const { tedious } = this.#context;
    return await this.#send(
      (done) => {
        const request = new tedious.Request(sql, done);
        for (const [index, value] of parameters.entries()) {
          request.addParameter(String(index + 1), typeOf(value, tedious), value);
        }
        return request;
      },
      (request) => this.#connection.execSql(request),
      bounds,
    );
  }

  async transaction(
    step: 'beginTransaction' | 'commitTransaction' | 'rollbackTransaction',
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#connection[step]((error?: Error | null) => (error ? reject(error) : resolve()));
    await promise.catch((error: unknown) => {
      throw toIdentError(error, this.#context.target);
    });
  }

  async close(): Promise<void> {
    if (this.#connection.closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#connection.once('end', () => resolve());
    this.#connection.close();
    await promise;
  }

  async #beCourteous(signal: AbortSignal | undefined): Promise<void> {
    const { tedious, log } = this.#context;
    for (const setting of courtesies) {
      try {
        await this.#send(
          (done) => new tedious.Request(setting, done),
          (request) => this.#connection.execSqlBatch(request),
          { signal },
        );
      } catch (error) {
        // Nobody wants the session any more.
        if (signal?.aborted) return;
        // A session that broke here is found dead by its first statement, which is repeated on a new one.
        log.warn(
          { setting, error: faultOf(error) },
          'SQL Server refused a session setting: skipped',
        );
      }
    }
  }

  async #send(
    make: (done: (error?: Error | null, count?: number) => void) => Request,
    start: (request: Request) => void,
    bounds: ReadBounds = {},
  ): Promise<{ rows: Row[]; affected: number }> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const request = make((error, count) => (error ? reject(error) : resolve(count ?? 0)));
    const rows: Row[] = [];
    request.on('row', (columns: readonly { metadata: { colName: string }; value: unknown }[]) => {
      rows.push(
        Object.fromEntries(columns.map((column) => [column.metadata.colName, column.value])),
      );
    });
    const limit = this.#context.config.commandTimeoutMs ?? 30_000;
    const timer = setTimeout(
      () => this.#connection.cancel(),
      Math.min(limit, bounds.withinMs ?? limit),
    );
    const leave = () => {
      // A server that hangs does not confirm a cancelling either: it is not waited for.
      this.#isLeft = true;
      this.#connection.cancel();
      reject(bounds.signal?.reason);
    };
    bounds.signal?.addEventListener('abort', leave, { once: true });
    try {
      start(request);
      return { rows, affected: await promise };
    } catch (error) {
      bounds.signal?.throwIfAborted();
      throw toIdentError(error, this.#context.target);
    } finally {
      clearTimeout(timer);
      bounds.signal?.removeEventListener('abort', leave);
    }
  }
}

async function connect(
  context: SessionContext,
  readOnly: boolean,
  signal?: AbortSignal,
): Promise<Connection> {
  try {
    return await login(context, readOnly, signal);
  } catch (error) {
    const refusal = error instanceof IdentError ? error.fault?.number : undefined;
    if (!readOnly || refusal === undefined || !intentRefused.has(refusal)) throw error;
    context.log.warn(
      { number: refusal },
      'SQL Server refused read-only intent: connecting without',
    );
    return await login(context, false, signal);
  }
}

async function login(
  context: SessionContext,
  readOnlyIntent: boolean,
  signal?: AbortSignal,
): Promise<Connection> {
  const { tedious, config, target, log } = context;
  const port = await portOf(context, signal);
  let connection: Connection;
  try {
    connection = new tedious.Connection(tediousConfig(config, readOnlyIntent, port));
  } catch {
    // tedious refuses settings by a TypeError of its own words; ours were checked, so only the address is left.
    throw new IdentError(identErrors.hostUnknown(target));
  }
  // Without a listener an 'error' event would end the process; what matters also fails the request in flight.
  connection.on('error', (error: unknown) => {
    log.warn({ error: toIdentError(error, target).code }, 'connection to SQL Server broke');
  });
  const reported: ServerFault[] = [];
  let isSecure = false;
  connection.on('secure', () => {
    isSecure = true;
  });
  connection.on('errorMessage', (token: ServerFault) => {
    reported.push({ number: token.number, state: token.state, class: token.class });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = () => reject(signal?.reason);
  signal?.addEventListener('abort', leave, { once: true });
  connection.connect((error) => (error ? reject(error) : resolve()));
  try {
    signal?.throwIfAborted();
    await promise;
  } catch (error) {
    connection.close();
    signal?.throwIfAborted();
    const known = connecting(toIdentError(error, target, reported), context);
    const isBroken = known.code === 'IDENT_CONNECTION_LOST' || known.code === 'IDENT_TLS_FAILED';
    const isToTry = isBroken && !isSecure && known.fault === null && !isUnderstood(error);
    const isSilent = known.code === 'IDENT_UNREACHABLE' || isToTry;
    if (isSilent && (await isOtherService(placeOf(context, port), signal))) {
      throw new IdentError(identErrors.notSqlServer(target));
    }
    throw (isToTry ? await tryEncryption(context, port, signal) : null) ?? known;
  } finally {
    signal?.removeEventListener('abort', leave);
    connection.removeAllListeners('errorMessage');
  }
  return connection;
}

function placeOf({ config }: SessionContext, port: number | undefined) {
  return { host: serverOf(config).host, port: port ?? config.port ?? 1433 };
}

/** The port of a named instance; undefined where the settings name it. */
async function portOf(
  { config, target }: SessionContext,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const { host, instance } = serverOf(config);
  if (instance === null) return undefined;
  let found: readonly BrowsedInstance[] | null;
  try {
    found = await browseInstances(host, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw toIdentError(error, target);
  }
  if (found === null) throw new IdentError(identErrors.browserSilent(target));
  const own = found.find(({ name }) => name.toUpperCase() === instance.toUpperCase());
  if (own?.port) return own.port;
  const others = found.filter(({ port }) => port !== null).map(({ name }) => name);
  throw new IdentError(identErrors.instanceNotFound(target, others));
}

/** While connecting, a time-out means that nobody is there; a server that wants encryption says so before the login. */
function connecting(error: IdentError, { config, target }: SessionContext): IdentError {
  if (error.code === 'IDENT_TIMEOUT') return new IdentError(identErrors.unreachable(target));
  return error.code === 'IDENT_TLS_FAILED' && config.encrypt === false
    ? new IdentError(identErrors.encryptionDemanded(target))
    : error;
}

function faultOf(error: unknown): object {
  return error instanceof IdentError ? { code: error.code, number: error.fault?.number } : {};
}

/**
 * SQL types of bound values. A Date goes out as DATETIME2, which takes its milliseconds exactly: DATETIME's ticks of
 * 3.33 ms would move a boundary past rows.
 */
function typeOf(value: unknown, { TYPES }: Tedious) {
  if (typeof value === 'boolean') return TYPES.Bit;
  if (typeof value === 'bigint') return TYPES.BigInt;
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return TYPES.Float;
    return Math.abs(value) < 2 ** 31 ? TYPES.Int : TYPES.BigInt;
  }
  if (value instanceof Date) return TYPES.DateTime2;
  if (value instanceof Uint8Array) return TYPES.VarBinary;
  return TYPES.NVarChar;
}
