import { AppError, type ErrorKind, errorKind, exitCode, type KindTexts } from '../../app-error.ts';
import type { Localized } from '../../language.ts';

/** The API refuses, or cannot do what it was asked for. */
export class ApiError extends AppError {
  /** Of the answer. */
  readonly status: number;

  constructor({ status, ...kind }: ApiErrorKind, options?: ErrorOptions) {
    super(kind, options);
    this.status = status;
  }
}

interface ApiErrorKind extends ErrorKind {
  readonly status: number;
}

interface ApiTexts extends KindTexts {
  readonly retryable?: boolean;
}

/** An error of the API with its status; all of them end a request, and no command. */
const kind = (status: number, code: string, { retryable = false, ...texts }: ApiTexts) => ({
  status,
  ...errorKind(code, exitCode.failed, retryable, texts),
});

export const apiErrors = {
  signedOut: kind(401, 'SIGNED_OUT', {
    ru: 'Войдите, чтобы продолжить.',
    ruHint: 'Сеанс закончился или ещё не начат.',
    en: 'Sign in to go on.',
    enHint: 'The session is over, or never began.',
  }),
  wrongPassword: kind(401, 'WRONG_PASSWORD', {
    ru: 'Пароль не подходит.',
    ruHint: 'Новый пароль задаётся на сервере командой ident-amocrm password.',
    en: 'The password is wrong.',
    enHint: 'A new one is set on the server with ident-amocrm password.',
  }),
  notAllowed: kind(403, 'ROLE_NOT_ALLOWED', {
    ru: 'Ваша роль этого не разрешает: вы можете только смотреть.',
    ruHint: 'Роль меняет тот, кто управляет сервером: ident-amocrm users role.',
    en: 'Your role does not allow this: you may only look.',
    enHint: 'Whoever runs the server changes roles: ident-amocrm users role.',
  }),
  clinicElsewhere: (p: { fault: string }) =>
    kind(503, 'CLINIC_ELSEWHERE', {
      ru: `Эта машина не может открыть клинику: ${p.fault}.`,
      ruHint:
        'Её файл или ключ не те, что у парка: ident-amocrm fleet status скажет, в чём дело. Другая машина может открыть её.',
      en: `This machine cannot open the clinic: ${p.fault}.`,
      enHint:
        "Its file or key is not the fleet's: ident-amocrm fleet status tells what is wrong. Another machine may open it.",
    }),
  linkVoid: kind(401, 'SIGN_IN_LINK_VOID', {
    ru: 'Ссылка для входа уже использована или устарела.',
    ruHint:
      'Она действует один раз и один час, только на этом компьютере. Задайте пароль (ident-amocrm password) или перезапустите службу: она напечатает новую.',
    en: 'The sign-in link was used before, or is too old.',
    enHint:
      'It works once and within an hour, on this computer only. Set a password (ident-amocrm password), or restart the service: it prints a new one.',
  }),
  tooManyAttempts: (p: { seconds: number }) =>
    kind(429, 'TOO_MANY_ATTEMPTS', {
      retryable: true,
      ru: 'Слишком много попыток входа.',
      ruHint: `Попробуйте снова через ${p.seconds} с.`,
      en: 'Too many attempts to sign in.',
      enHint: `Try again in ${p.seconds} s.`,
    }),
  firstLoadWaits: kind(409, 'FIRST_LOAD_WAITS', {
    ru: 'Первая загрузка ещё не начата: проходы идут после неё.',
    ruHint: 'Посмотрите план и нажмите «Начать» на странице «Подключение».',
    en: 'The first load has not begun yet: passes come after it.',
    enHint: 'Look at the plan and press "Begin" on the page Setup.',
  }),
  closed: kind(403, 'PASSWORD_NOT_SET', {
    ru: 'Страница открыта для сети, а пароль не задан: она закрыта.',
    ruHint: 'Задайте пароль на сервере: ident-amocrm password или DASHBOARD_PASSWORD_FILE.',
    en: 'The dashboard is open to the network without a password: it stays shut.',
    enHint: 'Set a password on the server: ident-amocrm password, or DASHBOARD_PASSWORD_FILE.',
  }),
  foreignHost: kind(421, 'FOREIGN_HOST', {
    ru: 'Страница не отвечает под этим адресом.',
    ruHint: 'Откройте её по IP-адресу или впишите её адрес в DASHBOARD_URL.',
    en: 'The dashboard does not answer under this address.',
    enHint: 'Open it by its IP address, or put its address into DASHBOARD_URL.',
  }),
  foreignOrigin: kind(403, 'FOREIGN_ORIGIN', {
    ru: 'Запрос пришёл с чужой страницы.',
    ruHint: 'Откройте панель заново.',
    en: 'The request came from a foreign page.',
    enHint: 'Open the dashboard anew.',
  }),
  csrf: kind(403, 'CSRF_TOKEN', {
    ru: 'Страница устарела.',
    ruHint: 'Обновите её и повторите.',
    en: 'The page is out of date.',
    enHint: 'Reload it and try again.',
  }),
  badRequest: (p: { where: string }) =>
    kind(400, 'BAD_REQUEST', {
      ru: `Запрос не разобран: ${p.where}.`,
      ruHint: 'Обновите страницу и повторите.',
      en: `The request does not fit: ${p.where}.`,
      enHint: 'Reload the page, try again.',
    }),
  notFound: kind(404, 'NOT_FOUND', {
    ru: 'Такого здесь нет.',
    ruHint: '',
    en: 'There is no such thing here.',
    enHint: '',
  }),
  busy: kind(409, 'BUSY', {
    retryable: true,
    ru: 'Сейчас идёт другая работа с этим аккаунтом.',
    ruHint: 'Дождитесь её конца и повторите; изменения пациентов она переносит сама.',
    en: 'Other work on this account is under way.',
    enHint: "Wait for its end and try again; it carries patients' changes over by itself.",
  }),
  notSetUp: kind(409, 'NOT_SET_UP', {
    ru: 'Поля этого аккаунта amoCRM ещё не известны.',
    ruHint: 'Подключите amoCRM и создайте поля на странице «Подключение».',
    en: 'The fields of this amoCRM account are not known yet.',
    enHint: 'Connect amoCRM and create the fields on the page Setup.',
  }),
  notOauth: kind(409, 'NOT_OAUTH', {
    ru: 'Подключение по OAuth не настроено.',
    ruHint:
      'Задайте AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET и AMOCRM_REDIRECT_URI и уберите AMOCRM_LONG_LIVED_TOKEN.',
    en: 'Connecting by OAuth is not set up.',
    enHint:
      'Set AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET and AMOCRM_REDIRECT_URI, and remove AMOCRM_LONG_LIVED_TOKEN.',
  }),
  notLongLived: kind(409, 'NOT_LONG_LIVED', {
    ru: 'Долгосрочный токен здесь не используется.',
    ruHint:
      'Вход через OAuth подключают кнопкой «Подключить amoCRM»; чтобы перейти на токен, задайте AMOCRM_LONG_LIVED_TOKEN и перезапустите службу.',
    en: 'No long-lived token is used here.',
    enHint:
      'OAuth is connected by the button "Connect amoCRM"; to change to a token, set AMOCRM_LONG_LIVED_TOKEN and restart the service.',
  }),
  settingsInFile: kind(409, 'SETTINGS_IN_FILE', {
    ru: 'Настройки этой установки стоят в CONFIG_FILE.',
    ruHint: 'Измените их в файле и перезапустите службу.',
    en: 'The settings of this installation stand in CONFIG_FILE.',
    enHint: 'Change them in the file, and restart the service.',
  }),
  passwordFirst: kind(409, 'PASSWORD_FIRST', {
    ru: 'У панели ещё нет пароля.',
    ruHint: 'Задайте его на странице «Подключение»: без него настройки не меняют.',
    en: 'The page has no password yet.',
    enHint: 'Set it on the page Setup: without it no settings are changed.',
  }),
  passwordOnceMore: kind(409, 'PASSWORD_ONCE_MORE', {
    ru: 'Чтобы изменить подключение, нужен ваш пароль ещё раз.',
    ruHint: 'Введите его в форме.',
    en: 'To change the connection takes your password once more.',
    enHint: 'Enter it in the form.',
  }),
  passwordIsSet: kind(409, 'PASSWORD_IS_SET', {
    ru: 'Пароль уже задан.',
    ruHint: 'Сменить его можно на сервере: ident-amocrm password.',
    en: 'There is a password already.',
    enHint: 'It is changed on the server: ident-amocrm password.',
  }),
  passwordWeak: ({ ru, en }: Localized<string>) =>
    kind(409, 'PASSWORD_WEAK', {
      ru: `Такой пароль не защитит: ${ru}.`,
      ruHint: 'Возьмите несколько случайных слов.',
      en: `Such a password protects nothing: ${en}.`,
      enHint: 'Take a few random words.',
    }),
  oddDays: kind(400, 'ODD_PERIOD', {
    ru: 'Так период не посчитать.',
    ruHint: 'Первый день не позже последнего, всего не больше 400 дней.',
    en: 'That is no period that can be counted.',
    enHint: 'The first day is no later than the last, and there are 400 days at most.',
  }),
  otherCount: (p: { from: string; to: string }) =>
    kind(409, 'OTHER_COUNT', {
      retryable: true,
      ru: `Сейчас считаются записи с ${p.from} по ${p.to}.`,
      ruHint: 'Дождитесь конца и повторите.',
      en: `Bookings from ${p.from} to ${p.to} are being counted now.`,
      enHint: 'Wait for the end and try again.',
    }),
  bookingsUntold: kind(409, 'BOOKINGS_UNTOLD', {
    ru: 'По базе IDENT не видно, когда внесена запись.',
    ruHint:
      'Нужны столбцы Receptions: ReceptionAdded или DateTimeAdded, PlanStart, ID_Patients, ReceptionCanceled. Проверьте права входа: ident-amocrm test-db.',
    en: 'IDENT does not tell when a booking was entered.',
    enHint:
      "It takes the columns of Receptions: ReceptionAdded or DateTimeAdded, PlanStart, ID_Patients, ReceptionCanceled. See the login's rights: ident-amocrm test-db.",
  }),
  /** For whoever is not signed in: what is away, and where it would be, is told to others. */
  away: kind(503, 'SERVICE_AWAY', {
    retryable: true,
    ru: 'Служба сейчас не может ответить.',
    ruHint: 'Попробуйте через минуту. Причину на сервере назовёт ident-amocrm doctor.',
    en: 'The service cannot answer now.',
    enHint: 'Try again in a minute. On the server ident-amocrm doctor names the reason.',
  }),
  internal: kind(500, 'INTERNAL', {
    ru: 'В службе произошла ошибка.',
    ruHint: 'Подробности в журнале службы.',
    en: 'Something went wrong in the service.',
    enHint: "See the service's log.",
  }),
} as const;
