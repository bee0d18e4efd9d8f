import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';

/** Somebody who is signed in. */
export interface Session {
  readonly csrfToken: string;
  /** The user's name. */
  readonly user: string;
  /** Of the password that was in force: another one ends the session, and so does the end of the user. */
  readonly credential: string;
  /** A proxy told who it is: it goes on telling, or the session is none. */
  readonly byHeader: boolean;
  /** Aborted when the session ends: what is streamed to it ends as well. */
  readonly ended: AbortSignal;
}

/** Whose a session is to be. */
export type SessionOwner = Pick<Session, 'user' | 'credential' | 'byHeader'>;

interface Kept extends Session {
  readonly end: AbortController;
  readonly begunAt: number;
  usedAt: number;
}

const hour = 3_600_000;
/** Nobody has asked for anything. */
const idleMs = 12 * hour;
/** However busy: an open page asks by itself. */
const longestMs = 7 * 24 * hour;
const mostSessions = 1_000;

/**
 * Who is signed in, kept in this process and nowhere else: a restart signs everybody out. A session that has ended is
 * gone for good, also for requests under way; the browser holds its id, and here is only a hash of it.
 */
export class Sessions {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #key: string;
  readonly #kept = new Map<string, Kept>();

  /** @param key of the installation, a secret: ids are signed with it. */
  constructor(clock: Pick<Clock, 'now'>, key: string) {
    this.#clock = clock;
    this.#key = key;
  }

  /** @returns the id, for the cookie. */
  begin(owner: SessionOwner): { readonly id: string; readonly session: Session } {
    const now = this.#clock.now();
    for (const [key, kept] of this.#kept) if (this.#isOver(kept)) this.#drop(key);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostSessions && oldest !== undefined) this.#drop(oldest);
    const id = this.#signed(randomBytes(16), owner);
    const end = new AbortController();
    const session: Kept = {
      csrfToken: randomBytes(32).toString('base64url'),
      ...{ ...owner, ended: end.signal, end, begunAt: now, usedAt: now },
    };
    this.#kept.set(keyOf(id), session);
    return { id, session };
  }

  /** @param credentialOf the one in force now; null: there is no such user any more. */
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

  /**
   * Of a browser that signed in as this user with the password in force, though its session may be over: what it sends cannot be made
   * up, so that it can be told from a stranger behind the same address. `null` for all others.
   */
  browserOf(id: string | undefined, owner: Pick<Session, 'user' | 'credential'>): string | null {
    const parts = Buffer.from(id ?? '', 'base64url');
    if (parts.length !== 32 || id === undefined) return null;
    return isSame(id, this.#signed(parts.subarray(0, 16), owner)) ? keyOf(id) : null;
  }

  #signed(random: Buffer, { user, credential }: Pick<Session, 'user' | 'credential'>): string {
    const owner = JSON.stringify([user, credential]);
    const mac = createHmac('sha256', this.#key).update(random).update(owner).digest();
    return Buffer.concat([random, mac.subarray(0, 16)]).toString('base64url');
  }

  end(id: string | undefined): void {
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

const keyOf = (id: string): string => hash('sha256', id, 'base64url');

/** Compares secrets in a time that tells nothing of where they differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer')];
  return timingSafeEqual(left, right);
}
