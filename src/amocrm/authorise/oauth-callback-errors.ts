import { AuthError } from '../errors/auth-errors.ts';
import { authKind } from '../errors/auth-kind.ts';

const open = {
  ru: 'Откройте ссылку авторизации заново.',
  en: 'Open the authorisation link again.',
};

const kinds = {
  denied: authKind(
    'AMO_AUTH_DENIED',
    [
      'В amoCRM не дали доступ: нажата кнопка «Отклонить»',
      `${open.ru} Войдите администратором аккаунта и нажмите «Разрешить».`,
    ],
    [
      'amoCRM gave no access: the request was declined',
      `${open.en} Sign in as an administrator of the account, and allow it.`,
    ],
  ),
  'state-missing': authKind(
    'AMO_AUTH_STATE_MISSING',
    [
      'Переход из amoCRM пришёл без метки state: он начат не по ссылке этой программы',
      `${open.ru} Так бывает и при установке интеграции кнопкой в amoCRM: доступ выдаётся по ссылке.`,
    ],
    [
      'amoCRM sent somebody here without a state: that did not begin with a link of this program',
      `${open.en} Installing the integration by a button in amoCRM does that, too: access is given by the link.`,
    ],
  ),
  'state-unknown': authKind(
    'AMO_AUTH_STATE_UNKNOWN',
    [
      'Метка state в переходе из amoCRM не выдана этой программой',
      `${open.ru} Ссылка от прежнего запуска не подходит.`,
    ],
    [
      'The state that came from amoCRM was not given out by this program',
      `${open.en} A link of an earlier start does not fit.`,
    ],
  ),
  'state-used': authKind(
    'AMO_AUTH_STATE_USED',
    ['Ссылка авторизации уже использована: она одноразовая', open.ru],
    ['The authorisation link was used before: it is good for one time', open.en],
  ),
  'state-expired': authKind(
    'AMO_AUTH_STATE_EXPIRED',
    ['Ссылка авторизации устарела: она действует час', open.ru],
    ['The authorisation link is too old: it is good for an hour', open.en],
  ),
  malformed: authKind(
    'AMO_AUTH_CALLBACK_MALFORMED',
    [
      'В переходе из amoCRM нет кода авторизации, или он повреждён',
      `${open.ru} Если адрес скопирован вручную, скопируйте его целиком.`,
    ],
    [
      'What came from amoCRM has no authorisation code, or a damaged one',
      `${open.en} If the address was copied by hand, copy all of it.`,
    ],
  ),
  'host-refused': authKind(
    'AMO_AUTH_HOST_REFUSED',
    [
      'Адрес аккаунта в переходе не принадлежит amoCRM: код никуда не отправлен',
      `Допустимы аккаунты на amocrm.ru, amocrm.com, kommo.com и адрес из AMOCRM_BASE_URL. ${open.ru}`,
    ],
    [
      "The account's address is none of amoCRM's: the code was sent nowhere",
      `Accounts on amocrm.ru, amocrm.com, kommo.com and the address of AMOCRM_BASE_URL are allowed. ${open.en}`,
    ],
  ),
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
