import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.ts';
import { isLoopback } from '../../loopback.ts';
import type { State } from '../../state/open-state.ts';
import { type HostRules, isSecureHost } from '../allowed-hosts.ts';
import { record } from '../api/api-tools.ts';
import { ApiError, apiErrors } from '../api/errors.ts';
import type { Answer, Handlers } from '../api/handlers.ts';
import type { Credentials } from './credentials.ts';
import { isSame, type Session, type Sessions } from './sessions.ts';
import { SignIn, type Visitor } from './sign-in.ts';
import type { SignInLink } from './sign-in-link.ts';

const csrfHeader = 'x-csrf-token';
/** As long as a session may last; the server knows better when it is over. */
const cookieSeconds = 7 * 24 * 3600;

export interface DoorParts {
  readonly rules: HostRules;
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  /** Name of the cookie that holds the session's id. */
  readonly cookie: string;
  readonly link: SignInLink;
  readonly state: State;
  readonly clock: Clock;
  readonly version: string;
  readonly timeZone: string;
}

/** Who may come in, and how. */
export class Door {
  readonly #parts: DoorParts;
  readonly #signIn: SignIn;

  constructor(parts: DoorParts) {
    this.#parts = parts;
    this.#signIn = new SignIn(parts.clock);
  }

  /** Whether the service listens to the network and has no password: then it shows nothing at all. */
  async isClosed(): Promise<boolean> {
    const { rules, credentials } = this.#parts;
    return !isLoopback(rules.host) && (await credentials.hash()) === null;
  }

  /** @throws ApiError PASSWORD_NOT_SET, SIGNED_OUT, CSRF_TOKEN */
  async admit(request: FastifyRequest): Promise<Session> {
    if (await this.isClosed()) throw new ApiError(apiErrors.closed());
    const session = await this.#session(request);
    if (session === null) throw new ApiError(apiErrors.signedOut());
    const token = request.headers[csrfHeader];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead && !(typeof token === 'string' && isSame(token, session.csrfToken))) {
      throw new ApiError(apiErrors.csrf());
    }
    return session;
  }

  readonly handlers: Handlers<'session' | 'signIn' | 'signInByLink' | 'signOut'> = {
    session: async (_given, { request }) => await this.#answer(await this.#session(request)),
    signIn: async ({ body }, { request, reply }) => {
      const { credentials } = this.#parts;
      await this.#refuseIfClosed();
      const hashed = await credentials.hash();
      await this.#counted(
        this.#signIn.byPassword(await this.#visitor(request), body.password, hashed),
      );
      return await this.#welcome(request, reply, 'sign-in');
    },
    signInByLink: async ({ body }, { request, reply }) => {
      const { link } = this.#parts;
      await this.#refuseIfClosed();
      const isRight = () => isLoopback(request.ip) && link.redeem(body.token);
      await this.#counted(this.#signIn.byLink(await this.#visitor(request), isRight));
      return await this.#welcome(request, reply, 'sign-in-link');
    },
    signOut: async (_given, { request, reply }) => {
      this.#parts.sessions.end(request.cookies[this.#parts.cookie]);
      reply.clearCookie(this.#parts.cookie, { path: '/' });
      await record(this.#parts, 'sign-out');
      return await this.#answer(null);
    },
  };

  async #session({ cookies }: FastifyRequest): Promise<Session | null> {
    return this.#parts.sessions.find(cookies[this.#parts.cookie], await this.#credential());
  }

  async #visitor({ ip, cookies }: FastifyRequest): Promise<Visitor> {
    const { sessions, cookie } = this.#parts;
    return { address: ip, browser: sessions.browserOf(cookies[cookie], await this.#credential()) };
  }

  /** Another password, or the first one, ends what began without it. */
  async #credential(): Promise<string> {
    return (await this.#parts.credentials.hash()) ?? 'none';
  }

  async #refuseIfClosed(): Promise<void> {
    if (await this.isClosed()) throw new ApiError(apiErrors.closed());
  }

  /** What failed is written down as well: who looks at the list of actions sees that somebody guesses. */
  async #counted(attempt: Promise<void>): Promise<void> {
    try {
      await attempt;
    } catch (error) {
      // What is not even judged is not kept: a stranger would push out all that is written there.
      if (error instanceof ApiError && error.code !== 'TOO_MANY_ATTEMPTS') {
        await record(this.#parts, 'sign-in-failed', error.code);
      }
      throw error;
    }
  }

  async #welcome(
    request: FastifyRequest,
    reply: FastifyReply,
    action: string,
  ): Promise<Answer<'session'>> {
    const { sessions, rules } = this.#parts;
    // An id that was there before is never taken over (session fixation).
    sessions.end(request.cookies[this.#parts.cookie]);
    const { id, session } = sessions.begin(await this.#credential());
    reply.setCookie(this.#parts.cookie, id, {
      ...{ path: '/', httpOnly: true, sameSite: 'strict', maxAge: cookieSeconds },
      secure: isSecureHost(request.headers.host, rules),
    });
    await record(this.#parts, action);
    return await this.#answer(session);
  }

  async #answer(session: Session | null): Promise<Answer<'session'>> {
    const { credentials, version, timeZone } = this.#parts;
    const hasPassword = (await credentials.hash()) !== null;
    const out = (await this.isClosed()) ? 'closed' : 'signed-out';
    return {
      state: session === null ? out : 'signed-in',
      csrfToken: session?.csrfToken ?? null,
      ...{ hasPassword, version, timeZone },
    };
  }
}
