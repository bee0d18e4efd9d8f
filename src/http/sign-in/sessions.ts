import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { keyOf, newSessionId } from './session-ids.ts';

/** Somebody who is signed in. */
export interface Session {
  readonly csrfToken: string;
  /** The user's name. */
  readonly user: string;
  /** Of the password that was in force: another one ends the session, and so does the end of the user. */
  readonly credential: string;
  /** A proxy told who it is; each further request must come with the same name, or the session does not hold. */
  readonly byHeader: boolean;
  /** Aborted when the session ends: what is streamed to it ends as well. */
  readonly ended: AbortSignal;
}

/** Whose a session is to be. */
export type SessionOwner = Pick<Session, 'user' | 'credential' | 'byHeader'>;

/** Where those who are signed in are kept. */
export interface SessionStore {
  /** @returns the id, for the cookie. */
  begin(owner: SessionOwner): Promise<{ readonly id: string; readonly session: Session }>;
  /** @param credentialOf the one in force now; null: there is no such user any more. */
  find(
    id: string | undefined,
    credentialOf: (user: string) => Promise<string | null>,
  ): Promise<Session | null>;
  end(id: string | undefined): Promise<void>;
}

interface Kept extends Session {
  readonly end: AbortController;
  readonly begunAt: number;
  usedAt: number;
}

const hour = 3_600_000;
/** Nobody has asked for anything. */
export const idleMs = 12 * hour;
/** A session ends after so long even while it is in use: an open page asks by itself, so use proves nobody there. */
export const longestMs = 7 * 24 * hour;
const mostSessions = 1_000;

/**
 * Who is signed in, kept in this process and nowhere else: a restart signs everybody out. A session that has ended is
 * gone for good, also for requests under way; the browser holds its id, and here is only a hash of it.
 */
export class Sessions implements SessionStore {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #key: string;
  readonly #kept = new Map<string, Kept>();

  /** @param key of the installation, a secret: ids are signed with it. */
  constructor(clock: Pick<Clock, 'now'>, key: string) {
    this.#clock = clock;
    this.#key = key;
  }

  async begin(owner: SessionOwner) {
    const now = this.#clock.now();
    for (const [key, kept] of this.#kept) if (this.#isOver(kept)) this.#drop(key);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostSessions && oldest !== undefined) this.#drop(oldest);
    const id = newSessionId(this.#key, owner);
    const end = new AbortController();
    const session: Kept = {
      csrfToken: randomBytes(32).toString('base64url'),
      ...owner,
      ended: end.signal,
      end,
      begunAt: now,
      usedAt: now,
    };
    this.#kept.set(keyOf(id), session);
    return { id, session };
  }

  async find(
    id: string | undefined,
    credentialOf: (user: string) => Promise<string | null>,
  ): Promise<Session | null> {
    const key = keyOf(id ?? '');
    const known = this.#kept.get(key);
    if (known === undefined) return null;
    const credential = await credentialOf(known.user);
    // It may have ended meanwhile.
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    if (kept.credential !== credential || this.#isOver(kept)) {
      this.#drop(key);
      return null;
    }
    kept.usedAt = this.#clock.now();
    return kept;
  }

  async end(id: string | undefined): Promise<void> {
    if (id !== undefined) this.#drop(keyOf(id));
  }

  endAll(): void {
    for (const key of this.#kept.keys()) this.#drop(key);
  }

  #drop(key: string): void {
    this.#kept.get(key)?.end.abort();
    this.#kept.delete(key);
  }

  #isOver({ begunAt, usedAt }: Kept): boolean {
    const now = this.#clock.now();
    return now - usedAt > idleMs || now - begunAt > longestMs;
  }
}
