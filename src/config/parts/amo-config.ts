import { dirname, join } from 'node:path';
import type { Localized } from '../../language.ts';
import type { SettingReader } from '../setting-reader.ts';
import { stateFile } from './state-config.ts';

type AmoAuth =
  | { readonly kind: 'long-lived'; readonly token: string }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly redirectUri: string;
    };

interface AmoCommon {
  /** How many requests amoCRM allows in how long. */
  readonly rate: { readonly requests: number; readonly periodMs: number };
  /** Of contacts that we create; absent: the owner of the token. */
  readonly responsibleUserId?: number;
  /** Tags of contacts that we create. */
  readonly tags: readonly string[];
}

/** An account of amoCRM. */
export interface AmoAccountConfig extends AmoCommon {
  readonly mock: false;
  /** Origin without a slash at its end. */
  readonly baseUrl: string;
  readonly auth: AmoAuth;
}

/** `USE_MOCK_AMOCRM`: a sandbox of our own instead, kept in `file`. */
export interface AmoMockConfig extends AmoCommon {
  readonly mock: true;
  readonly file: string;
}

export type AmoConfig = AmoAccountConfig | AmoMockConfig;

/** `undefined` when something is wrong; the reader knows what. */
export function amoConfig(read: SettingReader): AmoConfig | undefined {
  const responsibleUserId = read.get('AMOCRM_RESPONSIBLE_USER_ID');
  const common: AmoCommon = {
    rate: {
      requests: read.get('RATE_LIMIT_REQUESTS'),
      periodMs: read.get('RATE_LIMIT_PERIOD') * 1000,
    },
    ...(responsibleUserId === undefined ? {} : { responsibleUserId }),
    tags: read.get('AMOCRM_TAGS'),
  };
  if (read.get('USE_MOCK_AMOCRM')) {
    return { ...common, mock: true, file: sandboxFile(read) };
  }
  const baseUrl = accountUrl(read);
  const auth = amoAuth(read);
  return baseUrl === undefined || auth === undefined
    ? undefined
    : { ...common, mock: false, baseUrl, auth };
}

/** Beside the state; where that is in its usual place, data/sandbox.db. */
function sandboxFile(read: SettingReader): string {
  return read.isOfFile
    ? join(dirname(stateFile(read)), 'sandbox.db')
    : read.path('data/sandbox.db');
}

export function accountUrl(read: SettingReader): string | undefined {
  if (read.has('AMOCRM_BASE_URL')) return read.get('AMOCRM_BASE_URL');
  const host = read.need('AMOCRM_SUBDOMAIN');
  return host === undefined ? undefined : `https://${host}`;
}

const eitherWay: Localized<string> = {
  ru: 'Задайте AMOCRM_LONG_LIVED_TOKEN (amoCRM → amoМаркет → ваша интеграция → Ключи и доступы → Долгосрочный токен) или, для OAuth, AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET и AMOCRM_REDIRECT_URI',
  en: 'Set AMOCRM_LONG_LIVED_TOKEN (amoCRM → amoMarket → your integration → Keys and scopes → Long-lived token) or, for OAuth, AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET and AMOCRM_REDIRECT_URI',
};

function amoAuth(read: SettingReader): AmoAuth | undefined {
  const oauthNames = ['AMOCRM_CLIENT_ID', 'AMOCRM_CLIENT_SECRET', 'AMOCRM_REDIRECT_URI'] as const;
  if (read.has('AMOCRM_LONG_LIVED_TOKEN') || !oauthNames.some((name) => read.has(name))) {
    const token = read.need('AMOCRM_LONG_LIVED_TOKEN', eitherWay);
    return token === undefined ? undefined : { kind: 'long-lived', token };
  }
  const clientId = read.need('AMOCRM_CLIENT_ID');
  const clientSecret = read.need('AMOCRM_CLIENT_SECRET');
  const redirectUri = read.need('AMOCRM_REDIRECT_URI');
  return clientId === undefined || clientSecret === undefined || redirectUri === undefined
    ? undefined
    : { kind: 'oauth', clientId, clientSecret, redirectUri };
}
