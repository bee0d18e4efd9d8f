import type { SandboxUser } from '../account.ts';
import type { CrmData } from '../crm-data.ts';
import { type Answer, plainJson, unauthorized } from '../http/answer.ts';
import { type Call, isObject, type JsonObject, parseJson } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import { nowSeconds } from '../now.ts';
import type { Integration } from '../sandbox-options.ts';
import type { Spent, TokenBook } from './token-book.ts';

/** The recorded error body of the token endpoint. */
const refused = (status: number, hint: string): Answer =>
  plainJson(
    {
      hint,
      title: 'Некорректный запрос',
      type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
      status,
      detail: 'В запросе отсутствует ряд параметров или параметры невалидны',
    },
    status,
  );

const wrongClient = plainJson(
  {
    title: 'Некорректный клиент',
    type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
    status: 401,
    detail: 'Авторизация клиента не прошла',
  },
  401,
);

const codeHints = {
  unknown: 'Cannot decrypt the authorization code',
  used: 'Authorization code has been revoked',
  expired: 'Authorization code has expired',
} as const;

// Only "revoked" has been recorded; the other two follow the code's hints.
const refreshHints = {
  unknown: 'Cannot decrypt the refresh token',
  used: 'Token has been revoked',
  expired: 'Token has expired',
} as const;

export function tokenRoutes(
  data: CrmData,
  tokens: TokenBook,
  integration: Integration,
): readonly Route[] {
  const pair = (spent: Spent<SandboxUser>): Answer | null => {
    if (!spent.ok) return null;
    const { accessToken, refreshToken, expiresIn } = tokens.issuePair(spent.value);
    return plainJson({
      token_type: 'Bearer',
      expires_in: expiresIn,
      server_time: nowSeconds(data.clock),
      access_token: accessToken,
      refresh_token: refreshToken,
    });
  };

  const token = (call: Call): Answer => {
    const params = readParams(call);
    for (const name of ['client_id', 'client_secret', 'grant_type']) {
      if (!params[name]) return refused(400, `Check the \`${name}\` parameter`);
    }
    const { client_id: id, client_secret: secret, redirect_uri: redirectUri } = params;
    if (id !== integration.clientId || secret !== integration.clientSecret) return wrongClient;
    if (!tokens.isEnabled()) return refused(401, 'Token has been revoked');
    if (redirectUri !== integration.redirectUri) {
      return refused(400, 'Redirect URI is not associated with client');
    }
    if (params['grant_type'] === 'authorization_code') {
      const spent = tokens.spendCode(String(params['code'] ?? ''));
      return pair(spent) ?? refused(400, spent.ok ? '' : codeHints[spent.why]);
    }
    if (params['grant_type'] === 'refresh_token') {
      const spent = tokens.spendRefresh(String(params['refresh_token'] ?? ''));
      return pair(spent) ?? refused(401, spent.ok ? '' : refreshHints[spent.why]);
    }
    return refused(400, 'Check the `grant_type` parameter');
  };

  /** Where the account lives now, for who still has a refresh token. */
  const subdomain = (call: Call): Answer => {
    const header = call.headers['x-refresh-token'];
    if (typeof header !== 'string' || !tokens.isRefreshAlive(header)) return unauthorized;
    const { id, subdomain: name } = data.account;
    return plainJson({
      id,
      subdomain: name,
      domain: new URL(data.url()).host,
      top_level_domain: 'ru',
    });
  };

  return [
    { method: 'POST', path: '/oauth2/access_token', handle: token },
    { method: 'GET', path: '/oauth2/account/current/subdomain', handle: subdomain },
  ];
}

/** JSON by the documents; the official client sends a form, and that works too. */
function readParams(call: Call): JsonObject {
  if (String(call.headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(call.body));
  }
  const body = parseJson(call.body);
  return body.ok && isObject(body.value) ? body.value : {};
}
