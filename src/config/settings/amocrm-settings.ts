import type { SettingTable } from '../setting.ts';
import { flag, integer, listItems, parsed, secretText, text } from '../types/setting-types.ts';

/** `x`, `x.amocrm.ru` or the address as copied from the browser: all become the account's host. */
const accountHost = parsed(
  'имя аккаунта, например clinic, или адрес clinic.amocrm.ru',
  'the name of the account, such as clinic, or its address clinic.amocrm.ru',
  (value) => {
    const host = value
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/[/?#].*$/, '');
    // Of everybody, and nobody's account.
    if (/^www(\.|$)/.test(host)) return undefined;
    if (/^[a-z0-9][a-z0-9-]*$/.test(host)) return `${host}.amocrm.ru`;
    return /^[a-z0-9][a-z0-9-]*\.(amocrm\.ru|amocrm\.com|kommo\.com)$/.test(host)
      ? host
      : undefined;
  },
);

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const baseUrl = parsed(
  'адрес вида https://clinic.amocrm.ru без пути (http:// только для этого же компьютера)',
  'an address such as https://clinic.amocrm.ru without a path (http:// on this computer only)',
  (value) => {
    if (!URL.canParse(value)) return undefined;
    const url = new URL(value);
    const isBare = url.pathname === '/' && url.search === '' && url.username === '';
    const isSafe =
      url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
    return isBare && isSafe ? url.origin : undefined;
  },
);

const redirectUri = parsed(
  'полный адрес, тот же, что в настройках интеграции amoCRM',
  'a full address, the same as in the settings of the amoCRM integration',
  (value) => (/^https?:\/\//.test(value) && URL.canParse(value) ? value : undefined),
);

/** What stands beside the token and is copied in its place: the integration's id, an authorization code. */
const noToken = /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|def[\da-f]{60,})$/i;

/** Copied tokens come with «Bearer » and line breaks. */
const token = parsed(
  'долгосрочный токен целиком (он начинается с eyJ; не ID интеграции, не секретный ключ, не код авторизации), одной строкой, без пробелов и кавычек',
  'the whole long-lived token (it begins with eyJ; neither the id of the integration nor its secret nor an authorization code), one line, no spaces, no quotes',
  (value) => {
    const bare = value.replace(/^Bearer\s+/i, '');
    return /^[\w.~+/=-]+$/.test(bare) && !noToken.test(bare) ? bare : undefined;
  },
);

export const amocrmSettings = {
  AMOCRM_SUBDOMAIN: {
    type: accountHost,
    example: '',
    ru: 'Аккаунт amoCRM: clinic, clinic.amocrm.ru или адрес из браузера.',
    en: 'The amoCRM account: clinic, clinic.amocrm.ru or the address from the browser.',
  },
  AMOCRM_LONG_LIVED_TOKEN: {
    type: token,
    secret: true,
    example: '',
    ru: 'Долгосрочный токен интеграции (самый простой вход: больше ничего для amoCRM не нужно).',
    en: 'Long-lived token of the integration (the simplest way in: amoCRM needs nothing else).',
  },
  AMOCRM_CLIENT_ID: {
    type: text,
    ru: 'Вход через OAuth вместо долгосрочного токена: ID интеграции.',
    en: 'OAuth instead of a long-lived token: the id of the integration.',
  },
  AMOCRM_CLIENT_SECRET: {
    type: secretText,
    secret: true,
    ru: 'OAuth: секретный ключ интеграции.',
    en: 'OAuth: the secret key of the integration.',
  },
  AMOCRM_REDIRECT_URI: {
    type: redirectUri,
    ru: 'OAuth: ссылка для перенаправления, в точности как в настройках интеграции.',
    en: 'OAuth: the redirect address, exactly as in the settings of the integration.',
  },
  AMOCRM_BASE_URL: {
    type: baseUrl,
    ru: 'Адрес аккаунта вместо https://<AMOCRM_SUBDOMAIN>.amocrm.ru (песочница, прокси).',
    en: 'The address of the account instead of https://<AMOCRM_SUBDOMAIN>.amocrm.ru (sandbox, proxy).',
  },
  AMOCRM_RESPONSIBLE_USER_ID: {
    type: integer(1, 999_999_999),
    ru: 'Ответственный за новые контакты: ID пользователя amoCRM (по умолчанию владелец токена).',
    en: 'Who is responsible for new contacts: an amoCRM user id (by default the owner of the token).',
  },
  AMOCRM_TAGS: {
    type: parsed('теги через запятую', 'tags separated by commas', (value): readonly string[] =>
      listItems(value),
    ),
    default: 'IDENT',
    ru: 'Теги новых контактов через запятую, чтобы их можно было выбрать в amoCRM.',
    en: 'Tags of new contacts, by comma, so that they can be selected in amoCRM.',
  },
  USE_MOCK_AMOCRM: {
    type: flag,
    default: 'false',
    example: 'false',
    ru: 'true: вместо amoCRM работает встроенная песочница (данные в data/sandbox.db), AMOCRM_* не нужны.',
    en: 'true: a built-in sandbox stands in for amoCRM (kept in data/sandbox.db), no AMOCRM_* is needed.',
  },
  RATE_LIMIT_REQUESTS: {
    type: integer(1, 1000),
    default: '7',
    ru: 'Сколько запросов к amoCRM разрешено за RATE_LIMIT_PERIOD. Лимит amoCRM: 7 в секунду.',
    en: 'How many requests to amoCRM are allowed in RATE_LIMIT_PERIOD. amoCRM allows 7 a second.',
  },
  RATE_LIMIT_PERIOD: {
    type: integer(1, 3600),
    default: '1',
    ru: 'Период лимита, секунд.',
    en: 'Period of the limit, seconds.',
  },
} satisfies SettingTable;
