import type { RawBuilder } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Connection, Flavor, Target } from './connection.ts';
import { toIdentError } from './driver-error.ts';
import type { IdentError } from './errors.ts';

/** A row before it is parsed. */
export type Row = Readonly<Record<string, unknown>>;

interface QueryOptions {
  /** A statement that is not answered within it is not repeated: the caller asks for less. */
  readonly withinMs?: number;
}

interface QueriesContext {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** Ends what is under way, and all waiting, at once. */
  readonly signal?: AbortSignal | undefined;
  /** Told of a statement that failed for good. */
  readonly onFailure?: () => void;
}

/** Waits between the tries of one statement. */
const backoffMs = [1_000, 3_000, 10_000] as const;

/** The same with a bound of so many milliseconds for each statement. */
export const within = (queries: Pick<Queries, 'run'>, withinMs: number): Pick<Queries, 'run'> => ({
  run: (label, statement, options) => queries.run(label, statement, { withinMs, ...options }),
});

/** Failures to reach the server at all. */
const connecting: ReadonlySet<string> = new Set([
  'IDENT_UNREACHABLE',
  'IDENT_INSTANCE_NOT_FOUND',
  'IDENT_BROWSER_SILENT',
]);

/**
 * Sends the reader's statements: counts and times them (I6), and repeats one that the server broke off, a deadlock's
 * victim or a cut connection. A page is one statement without any state, so repeating it skips and doubles nothing.
 */
export class Queries {
  readonly #context: QueriesContext;
  #ms = 0;
  #statements = 0;
  #reached = false;
  #paces = false;
  /** A connection does one at a time: the peace after each is that of all. */
  #turn: Promise<void> = Promise.resolve();
  /** When the next statement may be sent, monotonic ms. */
  #peaceUntil = Number.NEGATIVE_INFINITY;

  constructor(context: QueriesContext) {
    this.#context = context;
  }

  get flavor(): Flavor {
    return this.#context.connection.flavor;
  }

  get target(): Target {
    return this.#context.connection.target;
  }

  /** Milliseconds spent in statements so far. */
  get ms(): number {
    return this.#ms;
  }

  /** Statements sent so far, repeated ones too. */
  get statements(): number {
    return this.#statements;
  }

  /** From now on the server has peace after each statement for as long as it took: half of a connection's time (I6). */
  pace(): void {
    this.#paces = true;
  }

  /**
   * One statement after the other, in the order in which they are asked for.
   *
   * @param label what is read, for the log.
   * @throws IdentError when the statement failed for good, or the signal's reason.
   */
  async run(
    label: string,
    statement: RawBuilder<unknown>,
    options: QueryOptions = {},
  ): Promise<readonly Row[]> {
    const before = this.#turn;
    const over = Promise.withResolvers<void>();
    this.#turn = over.promise;
    await before;
    try {
      return await this.#tried(label, statement, options);
    } finally {
      over.resolve();
    }
  }

  async #tried(
    label: string,
    statement: RawBuilder<unknown>,
    options: QueryOptions,
  ): Promise<readonly Row[]> {
    const { clock, connection, log, signal, onFailure } = this.#context;
    for (let failed = 0; ; failed++) {
      try {
        await this.#peace();
        return await this.#send(statement, options);
      } catch (thrown) {
        signal?.throwIfAborted();
        const error = toIdentError(thrown, connection.target);
        const isLeft = options.withinMs !== undefined && error.code === 'IDENT_TIMEOUT';
        const wait = isLeft ? undefined : backoffMs[failed];
        if (wait === undefined || !this.#isWorthRepeating(error)) {
          onFailure?.();
          throw error;
        }
        log.warn(
          {
            statement: label,
            address: connection.target.address,
            ...described(error),
            waitMs: wait,
          },
          'reading IDENT failed, trying again',
        );
        await clock.sleep(wait, signal);
      }
    }
  }

  async #peace(): Promise<void> {
    const { clock, signal } = this.#context;
    signal?.throwIfAborted();
    const left = this.#peaceUntil - clock.monotonic();
    if (this.#paces && left > 0) await clock.sleep(left, signal);
  }

  /** A server that never answered in this pass is told at once: whoever sets it up sits and waits for the answer. */
  #isWorthRepeating(error: IdentError): boolean {
    return error.retryable && (this.#reached || !connecting.has(error.code));
  }

  async #send(statement: RawBuilder<unknown>, { withinMs }: QueryOptions): Promise<readonly Row[]> {
    const { clock, connection, signal } = this.#context;
    const began = clock.monotonic();
    this.#statements++;
    try {
      const compiled = statement.compile(connection.db);
      const rows = await connection.read(compiled, { withinMs, signal });
      this.#reached = true;
      return rows;
    } finally {
      const took = clock.monotonic() - began;
      this.#ms += took;
      this.#peaceUntil = began + 2 * took;
    }
  }
}

function described(error: IdentError): object {
  return { error: error.code, ...(error.fault ? { number: error.fault.number } : {}) };
}
