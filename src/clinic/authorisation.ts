import type { Logger } from 'pino';
import type { AccessTokens } from '../amocrm/auth/access-tokens.ts';
import { exchangeCode } from '../amocrm/auth/token-endpoint.ts';
import { accountOrigin } from '../amocrm/authorise/oauth-account-origin.ts';
import { authorizeUrl } from '../amocrm/authorise/oauth-authorize-url.ts';
import {
  type Grant,
  readGrant,
  readPastedGrant,
  single,
} from '../amocrm/authorise/oauth-callback.ts';
import { CallbackRefusedError } from '../amocrm/authorise/oauth-callback-errors.ts';
import { OneTimeStates } from '../amocrm/authorise/oauth-states.ts';
import { TokenRefusedError, UnauthorizedError } from '../amocrm/errors/auth-errors.ts';
import type { AmoAccount } from '../amocrm/model/model.ts';
import { AppError } from '../app-error.ts';
import { type Adoption, type AdoptionSetup, adoptAccount } from './adopt-account.ts';
import type { AmoLine } from './amo-line.ts';

interface AuthorisationSetup extends AdoptionSetup {
  readonly integration: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly redirectUri: string;
  };
  /** To the configured address of the account. */
  readonly line: AmoLine;
  readonly log: Logger;
}

/** An account that let us in. */
export interface Connection extends Adoption {
  readonly account: Pick<AmoAccount, 'id' | 'name'>;
  /** Where the account lives. */
  readonly origin: string;
  /** False: the settings name another address than the account has, and have to be changed. */
  readonly isConfigured: boolean;
}

export type AuthorisationOutcome =
  | { readonly kind: 'connected'; readonly connection: Connection }
  /** Denied, or something is wrong: the error says what to do. The tokens are those from before. */
  | {
      readonly kind: 'refused';
      readonly error: AppError;
      /** Another link may help; false: the settings have to be changed first. */
      readonly again: boolean;
    };

/** The OAuth consent, however the browser and amoCRM's answer get here. One for each process that listens. */
export interface Authorisation {
  /** A link for one consent, good for an hour. */
  begin(): { readonly url: string; readonly state: string };
  /** With what amoCRM sent the browser back with; rejects only by a bug. */
  finish(query: URLSearchParams): Promise<AuthorisationOutcome>;
  /** With what a person copied: the code, or the whole address that amoCRM led to. There is no state to check. */
  finishByHand(pasted: string): Promise<AuthorisationOutcome>;
}

export function createAuthorisation(setup: AuthorisationSetup): Authorisation {
  const { integration, line, clock, log } = setup;
  const states = new OneTimeStates(clock);

  async function outcomeOf(read: () => Grant): Promise<AuthorisationOutcome> {
    try {
      const connection = await connect(setup, read());
      log.info({ account: connection.account.id }, 'amoCRM authorised');
      return { kind: 'connected', connection };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.info({ code: error.code }, 'amoCRM not authorised');
      return { kind: 'refused', error, again: mayHelp(error) };
    }
  }

  return {
    begin: () => {
      const state = states.issue();
      return { state, url: authorizeUrl({ ...integration, baseUrl: line.baseUrl, state }) };
    },
    finish: (query) =>
      outcomeOf(() => {
        states.redeem(single(query, 'state'));
        return readGrant(query);
      }),
    finishByHand: (pasted) => outcomeOf(() => readPastedGrant(pasted)),
  };
}

async function connect(setup: AuthorisationSetup, grant: Grant): Promise<Connection> {
  const { integration, line, clock } = setup;
  const { limiter } = line;
  const origin = accountOrigin(grant.referer, line.baseUrl);
  const pair = await exchangeCode({ ...integration, baseUrl: origin, limiter, clock }, grant.code);
  const { id, name } = await line.tried(only(pair.accessToken), origin).client.account();
  const adoption = await adoptAccount(setup, { id }, () => setup.state.tokens.save(pair));
  line.heard.taken();
  return {
    account: { id, name },
    origin,
    ...adoption,
    isConfigured: origin === new URL(line.baseUrl).origin,
  };
}

/** What another consent, or another account, can be the cure of. */
function mayHelp(error: AppError): boolean {
  if (error instanceof TokenRefusedError) return /^code-|^wrong-account$/.test(error.reason);
  return error.retryable || error instanceof CallbackRefusedError || error.code === 'OTHER_ACCOUNT';
}

/** A token just given: nothing can be done if the API refuses it. */
function only(token: string): AccessTokens {
  return {
    current: async () => token,
    refreshAfter401: async () => {
      throw new UnauthorizedError({ kind: 'refused-again' });
    },
    prepare: async () => {},
  };
}
