import { type ErrorKind, errorKind, exitCode, type KindTexts } from '../../app-error.ts';
import { AmoError } from './errors.ts';

const { authorisation, temporary } = exitCode;

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
    return errorKind('AMO_UNAUTHORIZED', authorisation, false, {
      ru: 'amoCRM не принимает и только что обновлённый токен (HTTP 401)',
      ruHint: `Проверьте, что интеграция не отключена в amoCRM и что AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) — адрес того же аккаунта. ${again.ru}`,
      en: 'amoCRM refuses even a token refreshed a moment ago (HTTP 401)',
      enHint: `Check that the integration is not switched off in amoCRM and that AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) is the same account. ${again.en}`,
    });
  }
  const { expiredOn, origin } = reason;
  const { ru, ruHint, en, enHint } = longLivedWords[origin];
  return errorKind('AMO_UNAUTHORIZED', authorisation, false, {
    ru: `amoCRM не принимает ${ru} (HTTP 401)${expiredOn === null ? '' : `: его срок истёк ${expiredOn}`}`,
    ruHint,
    en: `amoCRM refuses ${en} (HTTP 401)${expiredOn === null ? '' : `: it expired on ${expiredOn}`}`,
    enHint,
  });
}

/** Which token it is, and what to do. */
const longLivedWords: Readonly<Record<LongLivedOrigin, KindTexts>> = {
  setting: {
    ru: 'долгосрочный токен AMOCRM_LONG_LIVED_TOKEN',
    ruHint:
      'Выпустите новый токен в amoCRM (настройки интеграции, «Ключи и доступы») и дайте его на странице «Подключение» или впишите в AMOCRM_LONG_LIVED_TOKEN. Проверьте и AMOCRM_SUBDOMAIN.',
    en: 'the long-lived token AMOCRM_LONG_LIVED_TOKEN',
    enHint:
      'Issue a new token in amoCRM (the integration\'s settings, "Keys and access") and give it on the page Setup, or put it into AMOCRM_LONG_LIVED_TOKEN. Check AMOCRM_SUBDOMAIN, too.',
  },
  given: {
    ru: 'долгосрочный токен, данный на странице «Подключение»',
    ruHint:
      'Выпустите новый токен в amoCRM (настройки интеграции, «Ключи и доступы») и дайте его на той же странице. Новый токен в AMOCRM_LONG_LIVED_TOKEN тоже подойдёт: после перезапуска в работе будет он.',
    en: 'the long-lived token that was given on the page Setup',
    enHint:
      'Issue a new token in amoCRM (the integration\'s settings, "Keys and access") and give it on the same page. A new token in AMOCRM_LONG_LIVED_TOKEN will do as well: it is used after a restart.',
  },
  tried: {
    ru: 'этот долгосрочный токен',
    ruHint:
      'Скопируйте токен целиком и проверьте, что он выпущен в том же аккаунте (AMOCRM_SUBDOMAIN) и не отозван; или выпустите новый.',
    en: 'this long-lived token',
    enHint:
      'Copy the whole token, and see that it is of the same account (AMOCRM_SUBDOMAIN) and was not revoked; or issue a new one.',
  },
};

const notAuthorised = errorKind('AMO_NOT_AUTHORISED', authorisation, false, {
  ru: 'Интеграция ещё не авторизована в amoCRM',
  ruHint: 'Авторизуйте её (ident-amocrm auth) или задайте AMOCRM_LONG_LIVED_TOKEN.',
  en: 'The integration is not authorised in amoCRM yet',
  enHint: 'Authorise it (ident-amocrm auth), or set AMOCRM_LONG_LIVED_TOKEN.',
});

/** Why a refresh token is dead. */
const reauthorisationKinds = {
  'token-revoked': errorKind('AMO_TOKEN_REVOKED', authorisation, false, {
    ru: 'amoCRM отозвал refresh-токен: он уже был использован, или интеграцию отключили',
    ruHint: `${again.ru} Если повторится, проверьте, не работает ли с тем же аккаунтом вторая копия программы.`,
    en: 'amoCRM has revoked the refresh token: it was used before, or the integration was switched off',
    enHint: `${again.en} If it happens again, look for a second copy of this program on the same account.`,
  }),
  'token-expired': errorKind('AMO_REFRESH_TOKEN_EXPIRED', authorisation, false, {
    ru: 'Refresh-токен amoCRM устарел: он живёт три месяца',
    ruHint: again.ru,
    en: 'The amoCRM refresh token is too old: it lives for three months',
    enHint: again.en,
  }),
  'token-lost': errorKind('AMO_TOKEN_REFRESH_LOST', authorisation, false, {
    ru: 'Новые токены amoCRM потеряны: ответ на их обновление не дошёл, а прежний refresh-токен уже недействителен',
    ruHint: again.ru,
    en: 'The new amoCRM tokens are lost: the answer to their refresh never arrived, and the old refresh token is void',
    enHint: again.en,
  }),
};

const refreshUnknown = errorKind('AMO_TOKEN_REFRESH_UNKNOWN', temporary, true, {
  ru: 'Ответ на обновление токенов amoCRM не дошёл; повтор тоже не удался',
  ruHint: 'Следующая попытка покажет, цел ли refresh-токен. Проверьте связь с amoCRM.',
  en: 'The answer to the refresh of the amoCRM tokens never arrived; neither did that of a second try',
  enHint:
    'The next try will show whether the refresh token is still good. Check the connection to amoCRM.',
});

/** Why the token endpoint said no. */
const refusalKinds = {
  'code-expired': errorKind('AMO_CODE_EXPIRED', authorisation, false, {
    ru: 'Код авторизации amoCRM просрочен (Invalid grant): он действует 20 минут',
    ruHint: 'Получите новый код и используйте его сразу.',
    en: 'The amoCRM authorisation code is too old (Invalid grant): it is good for 20 minutes',
    enHint: 'Get a new code and use it at once.',
  }),
  'code-used': errorKind('AMO_CODE_USED', authorisation, false, {
    ru: 'Код авторизации amoCRM уже использован (Invalid grant): он одноразовый',
    ruHint: 'Получите новый код.',
    en: 'The amoCRM authorisation code was used before (Invalid grant): it is good for one time',
    enHint: 'Get a new code.',
  }),
  'code-invalid': errorKind('AMO_CODE_INVALID', authorisation, false, {
    ru: 'amoCRM не узнаёт код авторизации (Invalid grant)',
    ruHint: 'Скопируйте код целиком, без пробелов, или получите новый.',
    en: 'amoCRM does not recognise the authorisation code (Invalid grant)',
    enHint: 'Copy the whole code, without blanks, or get a new one.',
  }),
  'code-unknown': errorKind('AMO_CODE_EXCHANGE_UNKNOWN', authorisation, false, {
    ru: 'Ответ на обмен кода авторизации не дошёл: код, возможно, уже израсходован',
    ruHint: 'Получите новый код и повторите.',
    en: 'The answer to the exchange of the authorisation code never arrived: the code may be used up',
    enHint: 'Get a new code and try again.',
  }),
  'redirect-mismatch': errorKind('AMO_REDIRECT_MISMATCH', authorisation, false, {
    ru: 'Адрес перенаправления не совпадает с указанным в интеграции amoCRM (Invalid grant)',
    ruHint:
      'Впишите в AMOCRM_REDIRECT_URI ровно тот адрес, что в настройках интеграции: до последней косой черты.',
    en: "The redirect address is not the one in the amoCRM integration's settings (Invalid grant)",
    enHint:
      "Put exactly the address of the integration's settings into AMOCRM_REDIRECT_URI, to the last slash.",
  }),
  'wrong-client': errorKind('AMO_WRONG_CLIENT', authorisation, false, {
    ru: 'amoCRM не узнаёт интеграцию: неверный ID или секретный ключ',
    ruHint:
      'Скопируйте AMOCRM_CLIENT_ID и AMOCRM_CLIENT_SECRET заново из настроек интеграции («Ключи и доступы»).',
    en: 'amoCRM does not recognise the integration: wrong ID or secret key',
    enHint:
      'Copy AMOCRM_CLIENT_ID and AMOCRM_CLIENT_SECRET anew from the integration\'s settings ("Keys and access").',
  }),
  'wrong-account': errorKind('AMO_WRONG_ACCOUNT', authorisation, false, {
    ru: 'Код авторизации выдан другим аккаунтом amoCRM (Invalid grant)',
    ruHint: 'Проверьте AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) и выберите в amoCRM тот же аккаунт.',
    en: 'The authorisation code comes from another amoCRM account (Invalid grant)',
    enHint: 'Check AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL), and choose the same account in amoCRM.',
  }),
  refused: errorKind('AMO_TOKEN_REFUSED', authorisation, false, {
    ru: 'amoCRM отказался выдать токены',
    ruHint: `Проверьте, что интеграция включена в amoCRM, и настройки AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, AMOCRM_REDIRECT_URI и AMOCRM_SUBDOMAIN. ${again.ru}`,
    en: 'amoCRM refused to issue tokens',
    enHint: `Check that the integration is switched on in amoCRM, and the settings AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, AMOCRM_REDIRECT_URI and AMOCRM_SUBDOMAIN. ${again.en}`,
  }),
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
    super(notAuthorised);
  }
}

type ReauthorisationReason = keyof typeof reauthorisationKinds;

/** The refresh token is dead. */
export class ReauthorisationNeededError extends AuthError {
  readonly reason: ReauthorisationReason;

  constructor(reason: ReauthorisationReason) {
    super(reauthorisationKinds[reason]);
    this.reason = reason;
  }
}

/** Whether the refresh token is dead is not known: the same one may be tried again. */
export class RefreshUnknownError extends AuthError {
  constructor() {
    super(refreshUnknown);
  }
}

export type TokenRefusal = keyof typeof refusalKinds;

/** The token endpoint said no: to a code, or to who we say we are. */
export class TokenRefusedError extends AuthError {
  readonly reason: TokenRefusal;

  constructor(reason: TokenRefusal) {
    super(refusalKinds[reason]);
    this.reason = reason;
  }
}
