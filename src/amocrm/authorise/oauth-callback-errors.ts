import { errorKind, exitCode } from '../../app-error.ts';
import { AuthError } from '../errors/auth-errors.ts';

const { authorisation } = exitCode;

const open = {
  ru: 'Откройте ссылку авторизации заново.',
  en: 'Open the authorisation link again.',
};

const kinds = {
  denied: errorKind('AMO_AUTH_DENIED', authorisation, false, {
    ru: 'В amoCRM не дали доступ: нажата кнопка «Отклонить»',
    ruHint: `${open.ru} Войдите администратором аккаунта и нажмите «Разрешить».`,
    en: 'amoCRM gave no access: the request was declined',
    enHint: `${open.en} Sign in as an administrator of the account, and allow it.`,
  }),
  'state-missing': errorKind('AMO_AUTH_STATE_MISSING', authorisation, false, {
    ru: 'Переход из amoCRM пришёл без метки state: он начат не по ссылке этой программы',
    ruHint: `${open.ru} Так бывает и при установке интеграции кнопкой в amoCRM: доступ выдаётся по ссылке.`,
    en: 'amoCRM sent somebody here without a state: that did not begin with a link of this program',
    enHint: `${open.en} Installing the integration by a button in amoCRM does that, too: access is given by the link.`,
  }),
  'state-unknown': errorKind('AMO_AUTH_STATE_UNKNOWN', authorisation, false, {
    ru: 'Метка state в переходе из amoCRM не выдана этой программой',
    ruHint: `${open.ru} Ссылка от прежнего запуска не подходит.`,
    en: 'The state that came from amoCRM was not given out by this program',
    enHint: `${open.en} A link of an earlier start does not fit.`,
  }),
  'state-used': errorKind('AMO_AUTH_STATE_USED', authorisation, false, {
    ru: 'Ссылка авторизации уже использована: она одноразовая',
    ruHint: open.ru,
    en: 'The authorisation link was used before: it is good for one time',
    enHint: open.en,
  }),
  'state-expired': errorKind('AMO_AUTH_STATE_EXPIRED', authorisation, false, {
    ru: 'Ссылка авторизации устарела: она действует час',
    ruHint: open.ru,
    en: 'The authorisation link is too old: it is good for an hour',
    enHint: open.en,
  }),
  malformed: errorKind('AMO_AUTH_CALLBACK_MALFORMED', authorisation, false, {
    ru: 'В переходе из amoCRM нет кода авторизации, или он повреждён',
    ruHint: `${open.ru} Если адрес скопирован вручную, скопируйте его целиком.`,
    en: 'What came from amoCRM has no authorisation code, or a damaged one',
    enHint: `${open.en} If the address was copied by hand, copy all of it.`,
  }),
  'host-refused': errorKind('AMO_AUTH_HOST_REFUSED', authorisation, false, {
    ru: 'Адрес аккаунта в переходе не принадлежит amoCRM: код никуда не отправлен',
    ruHint: `Допустимы аккаунты на amocrm.ru, amocrm.com, kommo.com и адрес из AMOCRM_BASE_URL. ${open.ru}`,
    en: "The account's address is none of amoCRM's: the code was sent nowhere",
    enHint: `Accounts on amocrm.ru, amocrm.com, kommo.com and the address of AMOCRM_BASE_URL are allowed. ${open.en}`,
  }),
};

type CallbackRefusal = keyof typeof kinds;

/** What the browser brought from amoCRM cannot be used; amoCRM was not asked. */
export class CallbackRefusedError extends AuthError {
  readonly reason: CallbackRefusal;

  constructor(reason: CallbackRefusal) {
    super(kinds[reason]);
    this.reason = reason;
  }
}
