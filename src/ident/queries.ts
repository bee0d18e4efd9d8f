import type { RawBuilder } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Connection, Flavor } from './connection.ts';
import { toIdentError } from './driver-error.ts';
import type { IdentError, Target } from './errors.ts';

/** A row before it is parsed. */
export type Row = Readonly<Record<string, unknown>>;

/** Waits between the tries of one statement. */
const backoffMs = [1_000, 3_000, 10_000] as const;

/** Failures to reach the server at all. */
const connecting: ReadonlySet<string> = new Set(['IDENT_UNREACHABLE', 'IDENT_INSTANCE_NOT_FOUND']);

/**
 * Sends the reader's statements: counts and times them (I6), and repeats one that the server broke off, a deadlock's
 * victim or a cut connection. A page is one statement without any state, so repeating it skips and doubles nothing.
 */
export class Queries {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #log: Pick<Logger, 'warn'>;
  #ms = 0;
  #statements = 0;
  #reached = false;

  constructor(connection: Connection, clock: Clock, log: Pick<Logger, 'warn'>) {
    this.#connection = connection;
    this.#clock = clock;
    this.#log = log;
  }

  get flavor(): Flavor {
    return this.#connection.flavor;
  }

  get target(): Target {
    return this.#connection.target;
  }

  /** Milliseconds spent in statements so far. */
  get ms(): number {
    return this.#ms;
  }

  /** Statements sent so far, repeated ones too. */
  get statements(): number {
    return this.#statements;
  }

  /**
   * @param label what is read, for the log.
   * @throws IdentError when the statement failed for good.
   */
  async run(label: string, statement: RawBuilder<unknown>): Promise<readonly Row[]> {
    for (let failed = 0; ; failed++) {
      try {
        return await this.#send(statement);
      } catch (thrown) {
        const error = toIdentError(thrown, this.#connection.target);
        const wait = backoffMs[failed];
        if (wait === undefined || !this.#isWorthRepeating(error)) throw error;
        this.#log.warn(
          { statement: label, ...described(error), waitMs: wait },
          'reading IDENT failed, trying again',
        );
        await this.#clock.sleep(wait);
      }
    }
  }

  /** A server that never answered in this pass is told at once: whoever sets it up sits and waits for the answer. */
  #isWorthRepeating(error: IdentError): boolean {
    return error.retryable && (this.#reached || !connecting.has(error.code));
  }

  async #send(statement: RawBuilder<unknown>): Promise<readonly Row[]> {
    const began = this.#clock.monotonic();
    this.#statements++;
    try {
      // Rows are `unknown` cell by cell until parsed: any object is one.
      const { rows } = await (statement as RawBuilder<Row>).execute(this.#connection.db);
      this.#reached = true;
      return rows;
    } finally {
      this.#ms += this.#clock.monotonic() - began;
    }
  }
}

function described(error: IdentError): object {
  return { error: error.code, ...(error.fault ? { number: error.fault.number } : {}) };
}
