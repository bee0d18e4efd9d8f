import type { CrmData } from '../crm-data.ts';
import type { Integration } from '../sandbox-options.ts';
import type { TokenBook } from './token-book.ts';

interface LongLivedOptions {
  /** Whose rights it carries: the administrator's (default) or the call centre's, without settings. */
  readonly as?: 'admin' | 'manager';
  /** 1 day to 5 years; default a year. */
  readonly days?: number;
}

/** The OAuth side of the account, as its administrator handles it. */
export interface SandboxOAuth {
  readonly integration: Integration;
  longLivedToken(options?: LongLivedOptions): string;
  /** What the browser is sent to when the administrator presses «Разрешить». */
  allow(state?: string): URL;
  /** What the browser is sent to when the administrator presses «Отклонить». */
  deny(state?: string): URL;
  /** «Отозвать доступы»: every token and code is dead at once. */
  revokeAll(): void;
  /** Switches the integration off (tokens are revoked) and on (a new consent is needed). */
  setEnabled(enabled: boolean): void;
}

export function makeOAuth(
  data: CrmData,
  tokens: TokenBook,
  integration: Integration,
): SandboxOAuth {
  const callback = (params: Readonly<Record<string, string>>): URL => {
    const url = new URL(integration.redirectUri);
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    return url;
  };
  return {
    integration,
    longLivedToken: ({ as = 'admin', days = 365 } = {}) =>
      tokens.issueAccess(data.account[as], days * 86_400).token,
    allow: (state) =>
      callback({
        code: tokens.issueCode(),
        ...(state && { state }),
        referer: new URL(data.url()).host,
        platform: '1',
        client_id: integration.clientId,
      }),
    deny: (state) => callback({ error: 'access_denied', ...(state && { state }) }),
    revokeAll: () => tokens.revokeAll(),
    setEnabled: (enabled) => {
      if (!enabled) tokens.revokeAll();
      tokens.setEnabled(enabled);
    },
  };
}
