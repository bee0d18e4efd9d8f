import type { PostgresPool } from 'kysely';
import type { Clock } from '../../../clock.ts';
import { StateError } from '../../file/errors.ts';
import {
  type Held,
  type MutualLock,
  type WaitOptions,
  waitFor,
} from '../../processes/process-lock.ts';
import { addressOf, type StateServer } from '../server.ts';
import { serverErrors } from '../server-errors.ts';
import { serverFailure } from '../server-failure.ts';
import { endSilentHolder, isHeldHere, type LockKey } from './lock-keys.ts';
import { ownSessions, type Sessions } from './ready-sessions.ts';
import type { Session } from './session.ts';

/** A session keeps what the server has learnt of our tables: it is begun anew after so many passes. */
const mostTurns = 200;
const renewMs = 1_000;
/** How long the end of a session may take to free its lock, and how often that is looked at. */
const [endsWithinMs, lookMs] = [5_000, 50];

interface Patience {
  /** How often a holder tells that it lives, … */
  readonly beatMs: number;
  /** … and how long it may be silent before whoever waits for it ends it. */
  readonly silentMs: number;
}

interface LockOptions {
  /** The lock is taken anew when its session ends, for whoever does nothing under it that could be lost. */
  readonly renews?: boolean;
  readonly patience?: Patience;
  /** Where its session comes from; absent: it is the lock's own. */
  readonly sessions?: Sessions | undefined;
  /** A holder that did not stir was ended, whoever gets the lock then. */
  readonly onTakenOver?: () => Promise<void>;
}

/**
 * A lock that the server holds for a session: its end frees it, whatever became of our process, and a stopped process
 * keeps it until somebody who waits for it finds it silent and ends it. The server finds out by itself, within half a
 * minute, that a machine is gone.
 */
export class AdvisoryLock implements MutualLock {
  readonly #server: StateServer;
  readonly #key: LockKey;
  readonly #clock: Clock;
  #session: Session | null = null;
  #turns = 0;
  #isHeld = false;
  #isClosed = false;
  readonly #options: LockOptions;
  readonly #patience: Patience;
  readonly #sessions: Sessions;
  #stopBeating: () => void = () => undefined;
  /** What is under way: this object asks for one thing at a time. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(server: StateServer, key: LockKey, clock: Clock, options: LockOptions = {}) {
    this.#options = options;
    this.#sessions = options.sessions ?? ownSessions;
    this.#patience = options.patience ?? { beatMs: 3_000, silentMs: 15_000 };
    this.#server = server;
    this.#key = key;
    this.#clock = clock;
  }

  /** The session that holds the lock; null: nobody of this process has it. */
  get holding(): Session | null {
    return this.#isHeld ? this.#session : null;
  }

  tryAcquire({ takesOver } = { takesOver: false }): Promise<Held | null> {
    // The session that whoever still waits for it would begin, nobody would end.
    if (this.#isClosed) {
      const address = addressOf(this.#server);
      return Promise.reject(new StateError(serverErrors.closed({ address })));
    }
    return this.#inTurn(async () => {
      // The server would give it to the same session twice.
      if (this.#isHeld) return null;
      const session = await this.#current();
      if (!(await this.#ask(session))) {
        if (!takesOver || !(await this.#takeOver(session))) return null;
      }
      this.#isHeld = true;
      this.#stopBeating = session.beat(this.#patience.beatMs);
      if (this.#options.renews) this.#watch(session);
      let isReleased = false;
      return {
        release: () => {
          if (isReleased) return;
          isReleased = true;
          this.#isHeld = false;
          this.#stopBeating();
          // Whoever waits for a turn may begin another session, whose lock is not ours to free.
          const held = this.#session ?? session;
          void this.#inTurn(() => this.#free(held));
        },
      };
    });
  }

  async acquire(options: WaitOptions = {}): Promise<Held> {
    return await waitFor((how) => this.tryAcquire(how), this.#clock, options);
  }

  /**
   * That the lock keeps another session out, and that the session that holds it stays the same: neither is so behind a
   * pooler that gives each transaction to whatever session is free.
   *
   * @param others connections to the same server: one of them is the other session.
   * @throws StateError STATE_SERVER_POOLER
   */
  async prove(others: Pick<PostgresPool, 'connect'>): Promise<void> {
    const session = this.#session;
    const address = addressOf(this.#server);
    // It has ended since, and there is no other one yet.
    if (session === null) throw new StateError(serverErrors.sessionLost({ address }));
    const { first, second } = this.#key;
    const other = await others.connect();
    let isProved = false;
    try {
      // Kept open, so that a pooler has to give our other session another one of the server's.
      await other.query('begin', []);
      const { rows } = await other.query<{ got: boolean }>(
        `select pg_catalog.pg_try_advisory_xact_lock(${first}, ${second}) as got`,
        [],
      );
      const isOurs = await this.#isHeldBy(session);
      if (rows[0]?.got !== false || !isOurs) {
        // One that served others may be that of a server which is no longer the one: a new one will tell.
        if (session.isUsed) throw session.lost();
        throw new StateError(serverErrors.pooler({ address }));
      }
      isProved = true;
    } catch (error) {
      session.doubt();
      throw serverFailure(error, this.#server);
    } finally {
      await other.query('rollback', []).catch(() => undefined);
      // Either may be the one of a server that is no longer the one.
      other.release(!isProved);
    }
  }

  /** @throws StateError STATE_LOCK_LOST */
  async proveHeld(): Promise<void> {
    const session = this.holding;
    if (session === null) return;
    if (session.isOver || !(await this.#isHeldBy(session))) throw session.lost();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#inTurn(async () => {
      // Whoever was about to get the lock as this was called has it by now.
      const wasHeld = this.#isHeld;
      this.#isHeld = false;
      this.#stopBeating();
      const session = this.#session;
      this.#session = null;
      // The end of a session frees whatever it holds.
      if (wasHeld) await session?.end();
      else if (session !== null) await this.#sessions.giveBack(session);
    });
  }

  #watch({ client }: Session): void {
    client.once('end', () => {
      if (this.#isHeld) void this.#renew();
    });
  }

  /** As long as the server is away, or somebody else has taken the lock meanwhile. */
  async #renew(): Promise<void> {
    while (this.#isHeld && !this.#isClosed) {
      const isBack = await this.#inTurn(async () => {
        if (!this.#isHeld) return true;
        const session = await this.#current();
        if (!(await this.#ask(session))) return false;
        // Let go of meanwhile, which freed it by the session before this one.
        if (!this.#isHeld) {
          await this.#free(session);
          return true;
        }
        this.#stopBeating();
        this.#stopBeating = session.beat(this.#patience.beatMs);
        this.#watch(session);
        return true;
      }).catch(() => false);
      if (isBack) return;
      await this.#clock.sleep(renewMs);
    }
  }

  async #isHeldBy(session: Session): Promise<boolean> {
    try {
      const { rows } = await session.client.query(`select ${isHeldHere(this.#key)} as held`);
      return rows[0]?.held === true;
    } catch (error) {
      throw session.lost(error);
    }
  }

  async #current(): Promise<Session> {
    if (this.#session !== null && (this.#session.isOver || this.#turns >= mostTurns)) {
      await this.#session.end();
      this.#session = null;
    }
    if (this.#session === null) {
      this.#session = await this.#sessions.begin(this.#server);
      this.#turns = 0;
    }
    this.#turns += 1;
    return this.#session;
  }

  async #ask(session: Session): Promise<boolean> {
    const { first, second } = this.#key;
    try {
      const { rows } = await session.client.query(
        'select pg_catalog.pg_try_advisory_lock($1, $2) as got',
        [first, second],
      );
      return rows[0]?.got === true;
    } catch (error) {
      // It may have been given to it all the same.
      session.doubt();
      throw serverFailure(error, this.#server);
    }
  }

  /** Whether a silent holder was ended, and its lock is ours. */
  async #takeOver(session: Session): Promise<boolean> {
    try {
      const { rows } = await session.client.query(endSilentHolder(this.#key), [
        this.#patience.silentMs,
      ]);
      if (rows.length === 0) return false;
    } catch (error) {
      session.doubt();
      throw serverFailure(error, this.#server);
    }
    // Told at once: whoever else gets the lock now does not know that its holder was ended.
    await this.#options.onTakenOver?.();
    for (let waitedMs = 0; waitedMs < endsWithinMs; waitedMs += lookMs) {
      if (await this.#ask(session)) return true;
      await this.#clock.sleep(lookMs);
    }
    return false;
  }

  /** A session that cannot say that it has let go is ended: that frees the lock, too. */
  async #free(session: Session): Promise<void> {
    const { first, second } = this.#key;
    try {
      await session.client.query('select pg_catalog.pg_advisory_unlock($1, $2)', [first, second]);
    } catch {
      await session.end();
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#before.then(work);
    this.#before = turn.catch(() => undefined);
    return turn;
  }
}
