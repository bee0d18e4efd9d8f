import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../../network/loopback.ts';
import { builtInUser, mayActAs, type Role } from '../../roles.ts';
import { foldedName } from '../../state/account/users.ts';
import { type HostRules, isSecureHost } from '../allowed-hosts.ts';
import { ApiError, apiErrors } from '../api/errors.ts';
import type { Answer, Handlers } from '../api/handlers.ts';
import { type Account, type Accounts, credentialOf } from './accounts.ts';
import type { IdentityHeader } from './identity-header.ts';
import { browserOf, isSame } from './session-ids.ts';
import { longestMs, type Session, type SessionStore } from './sessions.ts';
import { type CountFailures, SignIn, type Visitor } from './sign-in.ts';
import type { SignInLink } from './sign-in-link.ts';

const csrfHeader = 'x-csrf-token';
/** As long as a session may last; the server knows better when it is over. */
const cookieSeconds = longestMs / 1_000;

export interface AuthParts {
  readonly rules: HostRules;
  readonly accounts: Accounts;
  readonly sessions: SessionStore;
  readonly countFailures: CountFailures;
  /** Ids of sessions are signed with it. */
  readonly key: string;
  /** Name of the cookie that holds the session's id. */
  readonly cookie: string;
  readonly link: SignInLink;
  /** Whether whoever has the link may come from elsewhere: out of a container this computer looks like that. */
  readonly isLinkForAll?: boolean;
  /** Where a proxy in front of us tells who somebody is. */
  readonly header?: IdentityHeader | undefined;
  readonly mode: Answer<'session'>['mode'];
  /** Writes down what somebody did at the door; `who` null: nobody knows them. */
  readonly record: (who: string | null, action: string, subject?: string) => Promise<void>;
  readonly version: string;
  readonly timeZone: string;
}

/** A session whose user is there, and what they are. */
interface Guest {
  readonly session: Session;
  readonly account: Account;
}

/** Who may come in, how, and what for. */
export class Auth {
  readonly #parts: AuthParts;
  readonly #signIn: SignIn;

  constructor(parts: AuthParts) {
    this.#parts = parts;
    this.#signIn = new SignIn(parts.countFailures);
  }

  /** Whether the service listens to the network and nobody has a password: then it shows nothing at all. */
  async isClosed(): Promise<boolean> {
    const { rules, accounts } = this.#parts;
    return !isLoopback(rules.host) && !(await accounts.hasAny());
  }

  /**
   * @param isTheirs whether what is asked for is theirs to know of; where not, it is as if there were none.
   * @throws ApiError PASSWORD_NOT_SET, SIGNED_OUT, CSRF_TOKEN, NOT_FOUND, ROLE_NOT_ALLOWED
   */
  async admit(
    request: FastifyRequest,
    needs: Role,
    isTheirs: (account: Account) => Promise<boolean> = async () => true,
  ): Promise<Session> {
    if (await this.isClosed()) throw new ApiError(apiErrors.closed);
    const guest = await this.#guest(request);
    if (guest === null) throw new ApiError(apiErrors.signedOut);
    const token = request.headers[csrfHeader];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead && !(typeof token === 'string' && isSame(token, guest.session.csrfToken))) {
      throw new ApiError(apiErrors.csrf);
    }
    if (!(await isTheirs(guest.account))) throw new ApiError(apiErrors.notFound);
    if (!mayActAs(guest.account.role, needs)) throw new ApiError(apiErrors.notAllowed);
    return guest.session;
  }

  /**
   * Whether who is signed in knows the password, asked once more before something grave.
   *
   * @throws ApiError WRONG_PASSWORD, TOO_MANY_ATTEMPTS
   */
  async confirm(request: FastifyRequest, who: string, password: string): Promise<void> {
    await this.#byPassword(request, who, password);
  }

  /** After somebody's own password was set, which has ended what began without it. */
  async signInAnew(request: FastifyRequest, reply: FastifyReply): Promise<Answer<'session'>> {
    const account = await this.#parts.accounts.builtIn();
    return await this.#welcome(request, reply, { account, action: 'set-password' });
  }

  readonly handlers: Handlers<'session' | 'signIn' | 'signInByLink' | 'signOut'> = {
    session: async (_given, { request, reply }) => {
      const guest = await this.#guest(request);
      if (guest !== null) return await this.#answer(guest);
      const account = await this.#toldByProxy(request);
      if (account === null || (await this.isClosed())) return await this.#answer(null);
      const action = 'sign-in-proxy';
      return await this.#welcome(request, reply, { account, action, byHeader: true });
    },
    signIn: async ({ body }, { request, reply }) => {
      await this.#refuseIfClosed();
      const name = body.user?.trim() || builtInUser;
      const account = await this.#byPassword(request, name, body.password);
      if (account === null) throw new ApiError(apiErrors.wrongPassword);
      return await this.#welcome(request, reply, { account, action: 'sign-in' });
    },
    signInByLink: async ({ body }, { request, reply }) => {
      const { link, accounts, isLinkForAll = false } = this.#parts;
      await this.#refuseIfClosed();
      const account = await accounts.builtIn();
      const isHere = isLinkForAll || isLoopback(request.ip);
      await this.#counted(
        this.#signIn.byLink(
          this.#visitor(request, account.name, account),
          () => isHere && link.redeem(body.token),
        ),
        null,
      );
      return await this.#welcome(request, reply, { account, action: 'sign-in-link' });
    },
    signOut: async (_given, { request, reply, who }) => {
      await this.#parts.sessions.end(request.cookies[this.#parts.cookie]);
      reply.clearCookie(this.#parts.cookie, { path: '/' });
      await this.#parts.record(who, 'sign-out');
      return await this.#answer(null);
    },
  };

  async #guest(request: FastifyRequest): Promise<Guest | null> {
    const { accounts, sessions, cookie } = this.#parts;
    let account: Account | null = null;
    const session = await sessions.find(request.cookies[cookie], async (user) => {
      account = await accounts.find(user);
      return account && credentialOf(account);
    });
    if (session === null || account === null) return null;
    const told = this.#parts.header?.userOf(request) ?? null;
    const isSameUser = told !== null && foldedName(told) === foldedName(session.user);
    // Who has signed out at the proxy, or in as somebody else, is not who began this session.
    if (!isSameUser && (session.byHeader || told !== null)) return null;
    return { session, account };
  }

  /** Nobody becomes a user, or more than the list says, by a header. */
  async #toldByProxy(request: FastifyRequest): Promise<Account | null> {
    const { header, accounts } = this.#parts;
    const told = header?.userOf(request) ?? null;
    return told === null || foldedName(told) === builtInUser ? null : await accounts.find(told);
  }

  #visitor({ ip, cookies }: FastifyRequest, name: string, account: Account | null): Visitor {
    const { key, cookie } = this.#parts;
    const owner = account && { user: account.name, credential: credentialOf(account) };
    const browser = owner && browserOf(key, cookies[cookie], owner);
    return { address: ip, browser, user: foldedName(name) };
  }

  async #byPassword(request: FastifyRequest, name: string, password: string) {
    const account = await this.#parts.accounts.find(name);
    const visitor = this.#visitor(request, name, account);
    const attempt = this.#signIn.byPassword(visitor, password, account?.hash ?? null);
    await this.#counted(attempt, account?.name ?? null);
    return account;
  }

  async #refuseIfClosed(): Promise<void> {
    if (await this.isClosed()) throw new ApiError(apiErrors.closed);
  }

  /** What failed is written down as well: who looks at the list of actions sees that somebody guesses. */
  async #counted(attempt: Promise<void>, who: string | null): Promise<void> {
    try {
      await attempt;
    } catch (error) {
      // What is not even judged is not kept: a stranger would push out all that is written there.
      if (error instanceof ApiError && error.code !== 'TOO_MANY_ATTEMPTS') {
        await this.#parts.record(who, 'sign-in-failed', error.code);
      }
      throw error;
    }
  }

  async #welcome(
    request: FastifyRequest,
    reply: FastifyReply,
    how: { readonly account: Account; readonly action: string; readonly byHeader?: boolean },
  ): Promise<Answer<'session'>> {
    const { sessions, rules } = this.#parts;
    const { account, action, byHeader = false } = how;
    // An id that was there before is never taken over (session fixation).
    await sessions.end(request.cookies[this.#parts.cookie]);
    const credential = credentialOf(account);
    const { id, session } = await sessions.begin({ user: account.name, credential, byHeader });
    reply.setCookie(this.#parts.cookie, id, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      maxAge: cookieSeconds,
      secure: isSecureHost(request.headers.host, rules),
    });
    await this.#parts.record(account.name, action);
    return await this.#answer({ session, account });
  }

  async #answer(guest: Guest | null): Promise<Answer<'session'>> {
    const { accounts, version, timeZone, mode } = this.#parts;
    const out = (await this.isClosed()) ? 'closed' : 'signed-out';
    return {
      state: guest === null ? out : 'signed-in',
      user: guest?.account.name ?? null,
      role: guest?.account.role ?? null,
      csrfToken: guest?.session.csrfToken ?? null,
      hasPassword: await accounts.hasAny(),
      hasUsers: await accounts.hasUsers(),
      version,
      timeZone,
      mode,
    };
  }
}
