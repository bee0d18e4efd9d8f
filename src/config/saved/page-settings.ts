import type { SettingName } from '../settings.ts';

/** What the set-up page asks for, step by step; everything else keeps its default or stands in the environment. */
export const pageSettings = {
  database: [
    'DB_HOST',
    'DB_NAME',
    'DB_USER',
    'DB_DOMAIN',
    'DB_PASSWORD',
    'DB_ENCRYPT',
    'DB_TRUST_CERTIFICATE',
    'DB_TLS_MIN',
    'TIMEZONE',
  ],
  amocrm: [
    'AMOCRM_SUBDOMAIN',
    'AMOCRM_LONG_LIVED_TOKEN',
    'AMOCRM_CLIENT_ID',
    'AMOCRM_CLIENT_SECRET',
    'AMOCRM_REDIRECT_URI',
  ],
} as const satisfies Readonly<Record<string, readonly SettingName[]>>;

export type PageGroup = keyof typeof pageSettings;
type PageSetting = (typeof pageSettings)[PageGroup][number];

export const pageSettingNames: readonly PageSetting[] = Object.values(pageSettings).flat();

const names: ReadonlySet<string> = new Set(pageSettingNames);

export const isPageSetting = (name: string): name is PageSetting => names.has(name);

const account = ['AMOCRM_SUBDOMAIN', 'AMOCRM_BASE_URL'] as const;

/** To whom a secret that was saved may be shown: with another server, port or account it has to be given again. */
export const boundTo = {
  DB_PASSWORD: ['DB_HOST', 'DB_PORT', 'DB_INSTANCE', 'DB_USER', 'DB_DOMAIN'],
  AMOCRM_LONG_LIVED_TOKEN: account,
  AMOCRM_CLIENT_SECRET: [...account, 'AMOCRM_CLIENT_ID'],
} as const satisfies Partial<Record<PageSetting, readonly SettingName[]>>;

export type BoundSecret = keyof typeof boundTo;

export const isBoundSecret = (name: string): name is BoundSecret => name in boundTo;

/** Two ways to one account: where the environment goes one of them, nothing of the other is taken from what is saved. */
export const waysToAmo = [
  ['AMOCRM_LONG_LIVED_TOKEN'],
  ['AMOCRM_CLIENT_ID', 'AMOCRM_CLIENT_SECRET', 'AMOCRM_REDIRECT_URI'],
] as const satisfies readonly (readonly PageSetting[])[];
