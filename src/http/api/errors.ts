import type { Localized } from '../../language.ts';
import { kind } from './api-error.ts';

export const apiErrors = {
  signedOut: kind(401, 'SIGNED_OUT', {
    ru: { message: 'Войдите, чтобы продолжить.', hint: 'Сеанс закончился или ещё не начат.' },
    en: { message: 'Sign in to go on.', hint: 'The session is over, or never began.' },
  }),
  wrongPassword: kind(401, 'WRONG_PASSWORD', {
    ru: {
      message: 'Пароль не подходит.',
      hint: 'Новый пароль задаётся на сервере командой ident-amocrm password.',
    },
    en: {
      message: 'The password is wrong.',
      hint: 'A new one is set on the server with ident-amocrm password.',
    },
  }),
  notAllowed: kind(403, 'ROLE_NOT_ALLOWED', {
    ru: {
      message: 'Ваша роль этого не разрешает: вы можете только смотреть.',
      hint: 'Роль меняет тот, кто управляет сервером: ident-amocrm users role.',
    },
    en: {
      message: 'Your role does not allow this: you may only look.',
      hint: 'Whoever runs the server changes roles: ident-amocrm users role.',
    },
  }),
  clinicElsewhere: (p: { fault: string }) =>
    kind(503, 'CLINIC_ELSEWHERE', {
      ru: {
        message: `Эта машина не может открыть клинику: ${p.fault}.`,
        hint: 'Её файл или ключ не те, что у парка: ident-amocrm fleet status скажет, в чём дело. Другая машина может открыть её.',
      },
      en: {
        message: `This machine cannot open the clinic: ${p.fault}.`,
        hint: "Its file or key is not the fleet's: ident-amocrm fleet status tells what is wrong. Another machine may open it.",
      },
    }),
  linkVoid: kind(401, 'SIGN_IN_LINK_VOID', {
    ru: {
      message: 'Ссылка для входа уже использована или устарела.',
      hint: 'Она действует один раз и один час, только на этом компьютере. Задайте пароль (ident-amocrm password) или перезапустите службу: она напечатает новую.',
    },
    en: {
      message: 'The sign-in link was used before, or is too old.',
      hint: 'It works once and within an hour, on this computer only. Set a password (ident-amocrm password), or restart the service: it prints a new one.',
    },
  }),
  tooManyAttempts: (p: { seconds: number }) =>
    kind(429, 'TOO_MANY_ATTEMPTS', {
      retryable: true,
      ru: {
        message: 'Слишком много попыток входа.',
        hint: `Попробуйте снова через ${p.seconds} с.`,
      },
      en: { message: 'Too many attempts to sign in.', hint: `Try again in ${p.seconds} s.` },
    }),
  firstLoadWaits: kind(409, 'FIRST_LOAD_WAITS', {
    ru: {
      message: 'Первая загрузка ещё не начата: проходы идут после неё.',
      hint: 'Посмотрите план и нажмите «Начать» на странице «Подключение».',
    },
    en: {
      message: 'The first load has not begun yet: passes come after it.',
      hint: 'Look at the plan and press "Begin" on the page Setup.',
    },
  }),
  closed: kind(403, 'PASSWORD_NOT_SET', {
    ru: {
      message: 'Страница открыта для сети, а пароль не задан: она закрыта.',
      hint: 'Задайте пароль на сервере: ident-amocrm password или DASHBOARD_PASSWORD_FILE.',
    },
    en: {
      message: 'The dashboard is open to the network without a password: it stays shut.',
      hint: 'Set a password on the server: ident-amocrm password, or DASHBOARD_PASSWORD_FILE.',
    },
  }),
  foreignHost: kind(421, 'FOREIGN_HOST', {
    ru: {
      message: 'Страница не отвечает под этим адресом.',
      hint: 'Откройте её по IP-адресу или впишите её адрес в DASHBOARD_URL.',
    },
    en: {
      message: 'The dashboard does not answer under this address.',
      hint: 'Open it by its IP address, or put its address into DASHBOARD_URL.',
    },
  }),
  foreignOrigin: kind(403, 'FOREIGN_ORIGIN', {
    ru: { message: 'Запрос пришёл с чужой страницы.', hint: 'Откройте панель заново.' },
    en: { message: 'The request came from a foreign page.', hint: 'Open the dashboard anew.' },
  }),
  csrf: kind(403, 'CSRF_TOKEN', {
    ru: { message: 'Страница устарела.', hint: 'Обновите её и повторите.' },
    en: { message: 'The page is out of date.', hint: 'Reload it and try again.' },
  }),
  badRequest: (p: { where: string }) =>
    kind(400, 'BAD_REQUEST', {
      ru: { message: `Запрос не разобран: ${p.where}.`, hint: 'Обновите страницу и повторите.' },
      en: { message: `The request does not fit: ${p.where}.`, hint: 'Reload the page, try again.' },
    }),
  notFound: kind(404, 'NOT_FOUND', {
    ru: { message: 'Такого здесь нет.', hint: '' },
    en: { message: 'There is no such thing here.', hint: '' },
  }),
  busy: kind(409, 'BUSY', {
    retryable: true,
    ru: {
      message: 'Сейчас идёт другая работа с этим аккаунтом.',
      hint: 'Дождитесь её конца и повторите; изменения пациентов она переносит сама.',
    },
    en: {
      message: 'Other work on this account is under way.',
      hint: "Wait for its end and try again; it carries patients' changes over by itself.",
    },
  }),
  notSetUp: kind(409, 'NOT_SET_UP', {
    ru: {
      message: 'Поля этого аккаунта amoCRM ещё не известны.',
      hint: 'Подключите amoCRM и создайте поля на странице «Подключение».',
    },
    en: {
      message: 'The fields of this amoCRM account are not known yet.',
      hint: 'Connect amoCRM and create the fields on the page Setup.',
    },
  }),
  notOauth: kind(409, 'NOT_OAUTH', {
    ru: {
      message: 'Подключение по OAuth не настроено.',
      hint: 'Задайте AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET и AMOCRM_REDIRECT_URI и уберите AMOCRM_LONG_LIVED_TOKEN.',
    },
    en: {
      message: 'Connecting by OAuth is not set up.',
      hint: 'Set AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET and AMOCRM_REDIRECT_URI, and remove AMOCRM_LONG_LIVED_TOKEN.',
    },
  }),
  notLongLived: kind(409, 'NOT_LONG_LIVED', {
    ru: {
      message: 'Долгосрочный токен здесь не используется.',
      hint: 'Вход через OAuth подключают кнопкой «Подключить amoCRM»; чтобы перейти на токен, задайте AMOCRM_LONG_LIVED_TOKEN и перезапустите службу.',
    },
    en: {
      message: 'No long-lived token is used here.',
      hint: 'OAuth is connected by the button "Connect amoCRM"; to change to a token, set AMOCRM_LONG_LIVED_TOKEN and restart the service.',
    },
  }),
  settingsInFile: kind(409, 'SETTINGS_IN_FILE', {
    ru: {
      message: 'Настройки этой установки стоят в CONFIG_FILE.',
      hint: 'Измените их в файле и перезапустите службу.',
    },
    en: {
      message: 'The settings of this installation stand in CONFIG_FILE.',
      hint: 'Change them in the file, and restart the service.',
    },
  }),
  passwordFirst: kind(409, 'PASSWORD_FIRST', {
    ru: {
      message: 'У панели ещё нет пароля.',
      hint: 'Задайте его на странице «Подключение»: без него настройки не меняют.',
    },
    en: {
      message: 'The page has no password yet.',
      hint: 'Set it on the page Setup: without it no settings are changed.',
    },
  }),
  passwordOnceMore: kind(409, 'PASSWORD_ONCE_MORE', {
    ru: {
      message: 'Чтобы изменить подключение, нужен ваш пароль ещё раз.',
      hint: 'Введите его в форме.',
    },
    en: {
      message: 'To change the connection takes your password once more.',
      hint: 'Enter it in the form.',
    },
  }),
  passwordIsSet: kind(409, 'PASSWORD_IS_SET', {
    ru: {
      message: 'Пароль уже задан.',
      hint: 'Сменить его можно на сервере: ident-amocrm password.',
    },
    en: {
      message: 'There is a password already.',
      hint: 'It is changed on the server: ident-amocrm password.',
    },
  }),
  passwordWeak: ({ ru, en }: Localized<string>) =>
    kind(409, 'PASSWORD_WEAK', {
      ru: {
        message: `Такой пароль не защитит: ${ru}.`,
        hint: 'Возьмите несколько случайных слов.',
      },
      en: {
        message: `Such a password protects nothing: ${en}.`,
        hint: 'Take a few random words.',
      },
    }),
  oddDays: kind(400, 'ODD_PERIOD', {
    ru: {
      message: 'Так период не посчитать.',
      hint: 'Первый день не позже последнего, всего не больше 400 дней.',
    },
    en: {
      message: 'That is no period that can be counted.',
      hint: 'The first day is no later than the last, and there are 400 days at most.',
    },
  }),
  otherCount: (p: { from: string; to: string }) =>
    kind(409, 'OTHER_COUNT', {
      retryable: true,
      ru: {
        message: `Сейчас считаются записи с ${p.from} по ${p.to}.`,
        hint: 'Дождитесь конца и повторите.',
      },
      en: {
        message: `Bookings from ${p.from} to ${p.to} are being counted now.`,
        hint: 'Wait for the end and try again.',
      },
    }),
  bookingsUntold: kind(409, 'BOOKINGS_UNTOLD', {
    ru: {
      message: 'По базе IDENT не видно, когда внесена запись.',
      hint: 'Нужны столбцы Receptions: ReceptionAdded или DateTimeAdded, PlanStart, ID_Patients, ReceptionCanceled. Проверьте права входа: ident-amocrm test-db.',
    },
    en: {
      message: 'IDENT does not tell when a booking was entered.',
      hint: "It takes the columns of Receptions: ReceptionAdded or DateTimeAdded, PlanStart, ID_Patients, ReceptionCanceled. See the login's rights: ident-amocrm test-db.",
    },
  }),
  /** For whoever is not signed in: what is away, and where it would be, is told to others. */
  away: kind(503, 'SERVICE_AWAY', {
    retryable: true,
    ru: {
      message: 'Служба сейчас не может ответить.',
      hint: 'Попробуйте через минуту. Причину на сервере назовёт ident-amocrm doctor.',
    },
    en: {
      message: 'The service cannot answer now.',
      hint: 'Try again in a minute. On the server ident-amocrm doctor names the reason.',
    },
  }),
  internal: kind(500, 'INTERNAL', {
    ru: { message: 'В службе произошла ошибка.', hint: 'Подробности в журнале службы.' },
    en: { message: 'Something went wrong in the service.', hint: "See the service's log." },
  }),
} as const;
