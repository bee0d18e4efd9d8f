import pg from 'pg';
import { patience } from './patience.ts';

export interface BoundedConfig extends pg.ClientConfig {
  /** How long the answer to a statement is waited for; absent: as an ordinary one. */
  readonly answerMs?: number;
}

/** As the connection was ended that did not answer in its time; `serverFailure` words it by its code. */
class NoAnswerError extends Error {
  readonly code = 'NO_ANSWER';

  constructor() {
    super('the server did not answer in its time');
  }
}

/**
 * A client that waits for nothing without a bound: a server may keep its connections open and say nothing, as where its
 * process was stopped or its disk hangs. The connection goes with the statement: whatever were asked by it afterwards
 * would wait behind, and what the server still says would answer another question.
 */
export class BoundedClient extends pg.Client {
  readonly #answerMs: number;

  constructor(config: BoundedConfig = {}) {
    super(config);
    this.#answerMs = config.answerMs ?? patience.answerMs;
  }

  /** As pg's own, of whose many signatures the types of an heir can tell none. */
  override query(...given: unknown[]): never {
    const asked: unknown = Reflect.apply(super.query, this, given);
    if (asked instanceof Promise) {
      const timer = setTimeout(
        () => this.connection.stream.destroy(new NoAnswerError()),
        this.#answerMs,
      );
      const over = () => clearTimeout(timer);
      asked.then(over, over);
    }
    return asked as never;
  }

  /** As pg's own, which waits for the server to close the connection, too. */
  override end(...given: unknown[]): never {
    const timer = setTimeout(() => this.connection.stream.destroy(), patience.farewellMs);
    timer.unref();
    this.once('end', () => clearTimeout(timer));
    return Reflect.apply(super.end, this, given) as never;
  }
}
