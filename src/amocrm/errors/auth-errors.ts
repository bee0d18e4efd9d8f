import type { ErrorKind } from '../../app-error.ts';
import { authKind } from './auth-kind.ts';
import { AmoError } from './errors.ts';

const again = {
  ru: 'Авторизуйте интеграцию заново: ident-amocrm auth.',
  en: 'Authorise the integration again: ident-amocrm auth.',
};

/** Where a long-lived token comes from: AMOCRM_LONG_LIVED_TOKEN, the page where one was given, or it is only tried. */
export type LongLivedOrigin = 'setting' | 'given' | 'tried';

type UnauthorizedReason =
  /** `expiredOn`: what the token itself says, as a date, if that is over. */
  | {
      readonly kind: 'long-lived';
      readonly origin: LongLivedOrigin;
      readonly expiredOn: string | null;
    }
  /** A token refreshed a moment ago was refused, too. */
  | { readonly kind: 'refused-again' };

function unauthorizedKind(reason: UnauthorizedReason): ErrorKind {
  if (reason.kind === 'refused-again') {
    return authKind(
      'AMO_UNAUTHORIZED',
      [
        'amoCRM не принимает и только что обновлённый токен (HTTP 401)',
        `Проверьте, что интеграция не отключена в amoCRM и что AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) — адрес того же аккаунта. ${again.ru}`,
      ],
      [
        'amoCRM refuses even a token refreshed a moment ago (HTTP 401)',
        `Check that the integration is not switched off in amoCRM and that AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) is the same account. ${again.en}`,
      ],
    );
  }
  const { expiredOn, origin } = reason;
  const [ru, en] = longLivedWords[origin];
  return authKind(
    'AMO_UNAUTHORIZED',
    [
      `amoCRM не принимает ${ru[0]} (HTTP 401)${expiredOn === null ? '' : `: его срок истёк ${expiredOn}`}`,
      ru[1],
    ],
    [
      `amoCRM refuses ${en[0]} (HTTP 401)${expiredOn === null ? '' : `: it expired on ${expiredOn}`}`,
      en[1],
    ],
  );
}

/** Which token it is, and what to do. */
const longLivedWords: Readonly<
  Record<LongLivedOrigin, readonly [ru: readonly [string, string], en: readonly [string, string]]>
> = {
  setting: [
    [
      'долгосрочный токен AMOCRM_LONG_LIVED_TOKEN',
      'Выпустите новый токен в amoCRM (настройки интеграции, «Ключи и доступы») и дайте его на странице «Подключение» или впишите в AMOCRM_LONG_LIVED_TOKEN. Проверьте и AMOCRM_SUBDOMAIN.',
    ],
    [
      'the long-lived token AMOCRM_LONG_LIVED_TOKEN',
      'Issue a new token in amoCRM (the integration\'s settings, "Keys and access") and give it on the page Setup, or put it into AMOCRM_LONG_LIVED_TOKEN. Check AMOCRM_SUBDOMAIN, too.',
    ],
  ],
  given: [
    [
      'долгосрочный токен, данный на странице «Подключение»',
      'Выпустите новый токен в amoCRM (настройки интеграции, «Ключи и доступы») и дайте его на той же странице. Новый токен в AMOCRM_LONG_LIVED_TOKEN тоже подойдёт: после перезапуска в работе будет он.',
    ],
    [
      'the long-lived token that was given on the page Setup',
      'Issue a new token in amoCRM (the integration\'s settings, "Keys and access") and give it on the same page. A new token in AMOCRM_LONG_LIVED_TOKEN will do as well: it is used after a restart.',
    ],
  ],
  tried: [
    [
      'этот долгосрочный токен',
      'Скопируйте токен целиком и проверьте, что он выпущен в том же аккаунте (AMOCRM_SUBDOMAIN) и не отозван; или выпустите новый.',
    ],
    [
      'this long-lived token',
      'Copy the whole token, and see that it is of the same account (AMOCRM_SUBDOMAIN) and was not revoked; or issue a new one.',
    ],
  ],
};

const kinds = {
  notAuthorised: authKind(
    'AMO_NOT_AUTHORISED',
    [
      'Интеграция ещё не авторизована в amoCRM',
      'Авторизуйте её (ident-amocrm auth) или задайте AMOCRM_LONG_LIVED_TOKEN.',
    ],
    [
      'The integration is not authorised in amoCRM yet',
      'Authorise it (ident-amocrm auth), or set AMOCRM_LONG_LIVED_TOKEN.',
    ],
  ),
  'token-revoked': authKind(
    'AMO_TOKEN_REVOKED',
    [
      'amoCRM отозвал refresh-токен: он уже был использован, или интеграцию отключили',
      `${again.ru} Если повторится, проверьте, не работает ли с тем же аккаунтом вторая копия программы.`,
    ],
    [
      'amoCRM has revoked the refresh token: it was used before, or the integration was switched off',
      `${again.en} If it happens again, look for a second copy of this program on the same account.`,
    ],
  ),
  'token-expired': authKind(
    'AMO_REFRESH_TOKEN_EXPIRED',
    ['Refresh-токен amoCRM устарел: он живёт три месяца', again.ru],
    ['The amoCRM refresh token is too old: it lives for three months', again.en],
  ),
  'token-lost': authKind(
    'AMO_TOKEN_REFRESH_LOST',
    [
      'Новые токены amoCRM потеряны: ответ на их обновление не дошёл, а прежний refresh-токен уже недействителен',
      again.ru,
    ],
    [
      'The new amoCRM tokens are lost: the answer to their refresh never arrived, and the old refresh token is void',
      again.en,
    ],
  ),
  'refresh-unknown': authKind(
    'AMO_TOKEN_REFRESH_UNKNOWN',
    [
      'Ответ на обновление токенов amoCRM не дошёл; повтор тоже не удался',
      'Следующая попытка покажет, цел ли refresh-токен. Проверьте связь с amoCRM.',
    ],
    [
      'The answer to the refresh of the amoCRM tokens never arrived; neither did that of a second try',
      'The next try will show whether the refresh token is still good. Check the connection to amoCRM.',
    ],
    true,
  ),
  'code-expired': authKind(
    'AMO_CODE_EXPIRED',
    [
      'Код авторизации amoCRM просрочен (Invalid grant): он действует 20 минут',
      'Получите новый код и используйте его сразу.',
    ],
    [
      'The amoCRM authorisation code is too old (Invalid grant): it is good for 20 minutes',
      'Get a new code and use it at once.',
    ],
  ),
  'code-used': authKind(
    'AMO_CODE_USED',
    [
      'Код авторизации amoCRM уже использован (Invalid grant): он одноразовый',
      'Получите новый код.',
    ],
    [
      'The amoCRM authorisation code was used before (Invalid grant): it is good for one time',
      'Get a new code.',
    ],
  ),
  'code-invalid': authKind(
    'AMO_CODE_INVALID',
    [
      'amoCRM не узнаёт код авторизации (Invalid grant)',
      'Скопируйте код целиком, без пробелов, или получите новый.',
    ],
    [
      'amoCRM does not recognise the authorisation code (Invalid grant)',
      'Copy the whole code, without blanks, or get a new one.',
    ],
  ),
  'code-unknown': authKind(
    'AMO_CODE_EXCHANGE_UNKNOWN',
    [
      'Ответ на обмен кода авторизации не дошёл: код, возможно, уже израсходован',
      'Получите новый код и повторите.',
    ],
    [
      'The answer to the exchange of the authorisation code never arrived: the code may be used up',
      'Get a new code and try again.',
    ],
  ),
  'redirect-mismatch': authKind(
    'AMO_REDIRECT_MISMATCH',
    [
      'Адрес перенаправления не совпадает с указанным в интеграции amoCRM (Invalid grant)',
      'Впишите в AMOCRM_REDIRECT_URI ровно тот адрес, что в настройках интеграции: до последней косой черты.',
    ],
    [
      "The redirect address is not the one in the amoCRM integration's settings (Invalid grant)",
      "Put exactly the address of the integration's settings into AMOCRM_REDIRECT_URI, to the last slash.",
    ],
  ),
  'wrong-client': authKind(
    'AMO_WRONG_CLIENT',
    [
      'amoCRM не узнаёт интеграцию: неверный ID или секретный ключ',
      'Скопируйте AMOCRM_CLIENT_ID и AMOCRM_CLIENT_SECRET заново из настроек интеграции («Ключи и доступы»).',
    ],
    [
      'amoCRM does not recognise the integration: wrong ID or secret key',
      'Copy AMOCRM_CLIENT_ID and AMOCRM_CLIENT_SECRET anew from the integration\'s settings ("Keys and access").',
    ],
  ),
  'wrong-account': authKind(
    'AMO_WRONG_ACCOUNT',
    [
      'Код авторизации выдан другим аккаунтом amoCRM (Invalid grant)',
      'Проверьте AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) и выберите в amoCRM тот же аккаунт.',
    ],
    [
      'The authorisation code comes from another amoCRM account (Invalid grant)',
      'Check AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL), and choose the same account in amoCRM.',
    ],
  ),
  refused: authKind(
    'AMO_TOKEN_REFUSED',
    [
      'amoCRM отказался выдать токены',
      `Проверьте, что интеграция включена в amoCRM, и настройки AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, AMOCRM_REDIRECT_URI и AMOCRM_SUBDOMAIN. ${again.ru}`,
    ],
    [
      'amoCRM refused to issue tokens',
      `Check that the integration is switched on in amoCRM, and the settings AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, AMOCRM_REDIRECT_URI and AMOCRM_SUBDOMAIN. ${again.en}`,
    ],
  ),
};

/** amoCRM wants a (new) authorisation: calls for a person. */
export abstract class AuthError extends AmoError {}

/** The API answers 401, and no other token helps. */
export class UnauthorizedError extends AuthError {
  constructor(reason: UnauthorizedReason) {
    super(unauthorizedKind(reason));
  }
}

/** There are no tokens yet. */
export class NotAuthorisedError extends AuthError {
  constructor() {
    super(kinds.notAuthorised);
  }
}

type ReauthorisationReason = 'token-revoked' | 'token-expired' | 'token-lost';

/** The refresh token is dead. */
export class ReauthorisationNeededError extends AuthError {
  readonly reason: ReauthorisationReason;

  constructor(reason: ReauthorisationReason) {
    super(kinds[reason]);
    this.reason = reason;
  }
}

/** Whether the refresh token is dead is not known: the same one may be tried again. */
export class RefreshUnknownError extends AuthError {
  constructor() {
    super(kinds['refresh-unknown']);
  }
}

export type TokenRefusal =
  | 'code-expired'
  | 'code-used'
  | 'code-invalid'
  | 'code-unknown'
  | 'redirect-mismatch'
  | 'wrong-client'
  | 'wrong-account'
  | 'refused';

/** The token endpoint said no: to a code, or to who we say we are. */
export class TokenRefusedError extends AuthError {
  readonly reason: TokenRefusal;

  constructor(reason: TokenRefusal) {
    super(kinds[reason]);
    this.reason = reason;
  }
}
