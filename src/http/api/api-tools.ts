import type { Logger } from 'pino';
import type { AccessTokens } from '../../amocrm/access-tokens.ts';
import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { TokenSetting } from '../../amocrm/given-token.ts';
import type { ContactId } from '../../amocrm/model.ts';
import type { Clock } from '../../clock.ts';
import type { ShownSettings } from '../../config/shown-settings.ts';
import type { Ident } from '../../ident/ident.ts';
import type { OfferedInstance } from '../../ident/instances.ts';
import type { Service } from '../../service/service.ts';
import type { State } from '../../state/open-state.ts';
import type { StateKeySource } from '../../state/state-key.ts';
import type { SyncOptions } from '../../sync/pass/pass-context.ts';
import type { Authorisation } from '../oauth/authorisation.ts';

/** The running service and what it works with; everything is shared with the passes, the limit of amoCRM too. */
export interface ApiTools {
  readonly service: Service;
  readonly state: State;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends what still runs when the service ends. */
  readonly signal: AbortSignal;
  readonly amo: AmoClient;
  readonly tokens: Pick<AccessTokens, 'prepare'>;
  /** Where the account lives: origin without a slash at its end. */
  readonly baseUrl: string;
  /** For a look beside the passes. */
  readonly openIdent: () => Promise<Ident>;
  /** For whoever holds the pass lock. */
  readonly openIdentInPass: () => Promise<Ident>;
  readonly options: SyncOptions;
  readonly rate: { readonly requests: number; readonly periodMs: number };
  readonly database: { readonly client: 'mssql' | 'sqlite'; readonly target: string };
  /** Of the database's server, where it tells. */
  readonly instances: () => Promise<readonly OfferedInstance[]>;
  /** The OAuth consent, where the settings have an integration. */
  readonly oauth: OAuthTools | null;
  /** Where the settings have a long-lived token. */
  readonly longLived: LongLivedTools | null;
  readonly settings: () => ShownSettings;
}

export interface OAuthTools {
  readonly authorisation: Authorisation;
  /** AMOCRM_REDIRECT_URI. */
  readonly redirectUri: string;
  /** Whether amoCRM leads the browser back to this service. */
  readonly leadsHere: boolean;
}

export interface LongLivedTools {
  readonly setting: TokenSetting;
  /** Where the state is kept. */
  readonly source: StateKeySource;
  /** A client that calls with this token instead, at the same pace. */
  readonly amoWith: (token: string) => AmoClient;
}

/** The card in amoCRM. */
export function contactUrl(
  { baseUrl }: Pick<ApiTools, 'baseUrl'>,
  id: ContactId | number | null | undefined,
): string | null {
  return id === null || id === undefined ? null : `${baseUrl}/contacts/detail/${id}`;
}

/** Writes down what somebody did on the page. */
export async function record(
  { state, clock }: Pick<ApiTools, 'state' | 'clock'>,
  action: string,
  subject: string | null = null,
): Promise<void> {
  await state.actions.add({ at: clock.now(), actor: 'dashboard', action, subject });
}
