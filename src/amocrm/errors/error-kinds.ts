import { errorKind, exitCode } from '../../app-error.ts';
import { wayOutHint } from './inspected-tls.ts';

/** Why no (whole) answer came. */
export type NoAnswer =
  | 'timeout'
  | 'connection'
  | 'server-error'
  | 'unreadable-answer'
  | 'too-large';

const { failed, temporary, rowsNotWritten } = exitCode;

const noAnswerText: Readonly<Record<NoAnswer, { readonly ru: string; readonly en: string }>> = {
  timeout: { ru: 'ответ не пришёл вовремя', en: 'no answer came in time' },
  connection: { ru: 'соединение оборвалось', en: 'the connection broke' },
  'server-error': { ru: 'ошибка на стороне сервера', en: 'the server failed' },
  'unreadable-answer': { ru: 'ответ не удалось разобрать', en: 'the answer was not readable' },
  'too-large': { ru: 'ответ больше 64 МБ', en: 'the answer is larger than 64 MB' },
};

/** Something came that is not amoCRM's. */
const isAnswer = (reason: NoAnswer): boolean =>
  reason === 'unreadable-answer' || reason === 'too-large';

function status(code: number | null): string {
  return code === null ? '' : ` (HTTP ${code})`;
}

/** No name server knows the host, or none answers. */
export const isNameless = (cause: string): boolean =>
  cause === 'ENOTFOUND' || cause === 'EAI_AGAIN';

/** The texts of {@link AmoError}'s kinds; the classes stand in `errors.ts`. */
export const amoErrorKinds = {
  paymentRequired: errorKind('AMO_PAYMENT_REQUIRED', failed, false, {
    ru: 'Аккаунт amoCRM не оплачен (HTTP 402)',
    ruHint: 'Продлите подписку amoCRM и запустите команду снова.',
    en: 'The amoCRM account is not paid for (HTTP 402)',
    enHint: 'Renew the amoCRM subscription, then run the command again.',
  }),
  quotaExceeded: (code: number) =>
    errorKind('AMO_QUOTA_EXCEEDED', failed, false, {
      ru: `amoCRM сообщает, что исчерпан лимит аккаунта (HTTP ${code})`,
      ruHint:
        'Проверьте в amoCRM, сколько контактов и полей разрешает тариф: смените тариф или освободите место.',
      en: `amoCRM says that a limit of the account is used up (HTTP ${code})`,
      enHint:
        'Look in amoCRM how many contacts and fields the plan allows: change the plan or make room.',
    }),
  forbidden: (route: string) =>
    errorKind('AMO_FORBIDDEN', failed, false, {
      ru: `amoCRM отказала в доступе: не хватает прав (${route})`,
      ruHint:
        'Выдайте доступ интеграции от имени администратора amoCRM: нужно создавать поля, видеть и менять все контакты.',
      en: `amoCRM refused: the rights do not suffice (${route})`,
      enHint:
        'Authorise the integration as an amoCRM administrator: it has to create fields, and to see and change all contacts.',
    }),
  addressForbidden: errorKind('AMO_ADDRESS_FORBIDDEN', failed, false, {
    ru: 'amoCRM не принимает запросы с этого IP-адреса',
    ruHint:
      'Добавьте внешний IP-адрес этого компьютера в белый список в настройках безопасности amoCRM.',
    en: 'amoCRM takes no requests from this IP address',
    enHint:
      "Add this computer's external IP address to the white list in amoCRM's security settings.",
  }),
  rateLimited: (tries: number) =>
    errorKind('AMO_RATE_LIMITED', temporary, true, {
      ru: `amoCRM ${tries} раз подряд ответила «слишком много запросов» (HTTP 429)`,
      ruHint:
        'Запустите команду позже. Если повторяется, проверьте, какие ещё интеграции нагружают аккаунт, и уменьшите RATE_LIMIT_REQUESTS.',
      en: `amoCRM answered "too many requests" (HTTP 429) ${tries} times in a row`,
      enHint:
        'Try later. If it persists, see which other integrations load the account, and lower RATE_LIMIT_REQUESTS.',
    }),
  rateBlocked: (minutes: number) =>
    errorKind('AMO_RATE_BLOCKED', temporary, true, {
      ru: `amoCRM заблокировала запросы с этого адреса (HTTP 403 без JSON); следующая проба через ${minutes} мин`,
      ruHint:
        'Запросы остановлены, чтобы не продлевать блокировку. Если она не снимется сама, напишите в поддержку amoCRM и назовите внешний IP-адрес и аккаунт.',
      en: `amoCRM has blocked requests from this address (HTTP 403 without JSON); next probe in ${minutes} min`,
      enHint:
        'Requests are stopped so as not to prolong the block. If it does not lift by itself, write to amoCRM support, naming the external IP address and the account.',
    }),
  notFound: (route: string) =>
    errorKind('AMO_NOT_FOUND', failed, false, {
      ru: `amoCRM не знает такого адреса (HTTP 404, ${route})`,
      ruHint:
        'Проверьте AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL): возможно, аккаунт переименован или перенесён.',
      en: `amoCRM knows no such address (HTTP 404, ${route})`,
      enHint:
        'Check AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL): the account may have been renamed or moved.',
    }),
  validation: (rows: number) =>
    errorKind('AMO_VALIDATION', rowsNotWritten, false, {
      ru: `amoCRM не приняла данные: строк с ошибками — ${rows}; из этого запроса не записано ничего`,
      ruHint: 'Посмотрите «rejected list»: там указаны поля и причины.',
      en: `amoCRM did not accept the data: ${rows} rows with errors; nothing of this request was written`,
      enHint: 'See "rejected list": it names the fields and the reasons.',
    }),
  badRequest: (code: number, route: string) =>
    errorKind('AMO_BAD_REQUEST', failed, false, {
      ru: `amoCRM не приняла запрос целиком (HTTP ${code}, ${route})`,
      ruHint: 'Выполните «fields check». Если не помогло, сообщите разработчикам этот текст.',
      en: `amoCRM did not accept the request as a whole (HTTP ${code}, ${route})`,
      enHint: 'Run "fields check". If that does not help, report this text to the developers.',
    }),
  bodyRefused: (route: string) =>
    errorKind('AMO_BODY_REFUSED', failed, false, {
      ru: `На запись amoCRM отвечает страницей отказа (HTTP 403 без JSON, ${route}), хотя чтение работает`,
      ruHint:
        'Обычно так отвечает фронт amoCRM, прокси или файрвол, которому не нравится содержимое запроса. Спросите того, кто ведёт прокси или файрвол; если их нет, напишите в поддержку amoCRM.',
      en: `amoCRM answers writing with a page of refusal (HTTP 403 without JSON, ${route}), although reading works`,
      enHint:
        "Usually amoCRM's front, a proxy or a firewall dislikes what the request holds. Ask whoever runs the proxy or firewall; if there is none, write to amoCRM support.",
    }),
  tooLarge: errorKind('AMO_TOO_LARGE', failed, false, {
    ru: 'Слишком много строк в одном запросе к amoCRM (HTTP 422)',
    ruHint: 'Уменьшите BATCH_SIZE: amoCRM принимает не больше 250, советует до 50.',
    en: 'Too many rows in one request to amoCRM (HTTP 422)',
    enHint: 'Lower BATCH_SIZE: amoCRM takes 250 at most and recommends up to 50.',
  }),
  unknownOutcome: (reason: NoAnswer, code: number | null) =>
    errorKind('AMO_UNKNOWN_OUTCOME', temporary, false, {
      ru: `Неизвестно, записал ли amoCRM данные: ${noAnswerText[reason].ru}${status(code)}`,
      ruHint: 'Ничего делать не нужно: перед повтором синхронизация сама проверит, что записано.',
      en: `Unknown whether amoCRM wrote the data: ${noAnswerText[reason].en}${status(code)}`,
      enHint: 'Nothing to do: before anything is sent again, the sync looks up what was written.',
    }),
  unreachable: (cause: string, host?: string) =>
    errorKind('AMO_UNREACHABLE', temporary, true, {
      ru: `${isNameless(cause) ? 'Имя amoCRM не находится' : 'Нет связи с amoCRM'} (${cause})`,
      ruHint: `${host === undefined ? '' : `Адрес: ${host}. `}${
        wayOutHint(cause)?.ru ??
        'Проверьте интернет, DNS, прокси и файрвол, а также AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL).'
      }`,
      en: `${isNameless(cause) ? "amoCRM's name is not found" : 'amoCRM cannot be reached'} (${cause})`,
      enHint: `${host === undefined ? '' : `Address: ${host}. `}${
        wayOutHint(cause)?.en ??
        'Check the internet connection, DNS, proxy and firewall, and AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL).'
      }`,
    }),
  server: (reason: NoAnswer, code: number | null, tries: number) =>
    errorKind('AMO_SERVER_ERROR', temporary, true, {
      ru: `amoCRM не отвечает как следует: ${noAnswerText[reason].ru}${status(code)}, попыток: ${tries}`,
      ruHint: isAnswer(reason)
        ? 'Похоже, вместо amoCRM отвечает прокси, файрвол или страница техработ. Повторите позже; если не пройдёт, проверьте AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) и нет ли на пути прокси.'
        : 'Обычно это проходит само: повторите позже.',
      en: `amoCRM does not answer properly: ${noAnswerText[reason].en}${status(code)}, tries: ${tries}`,
      enHint: isAnswer(reason)
        ? 'A proxy, a firewall or a maintenance page seems to answer in place of amoCRM. Try later; if it persists, check AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) and whether a proxy is in between.'
        : 'It usually passes: try again later.',
    }),
  unexpectedAnswer: (code: number, route: string) =>
    errorKind('AMO_UNEXPECTED_ANSWER', failed, false, {
      ru: `Неожиданный ответ amoCRM (HTTP ${code}, ${route})`,
      ruHint:
        'Проверьте AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) и нет ли на пути прокси. Если всё верно, сообщите разработчикам этот текст.',
      en: `An unexpected answer of amoCRM (HTTP ${code}, ${route})`,
      enHint:
        'Check AMOCRM_SUBDOMAIN (AMOCRM_BASE_URL) and whether a proxy is in between. If all is right, report this text to the developers.',
    }),
  unreadableField: (contact: number, field: number) =>
    errorKind('AMO_FIELD_UNREADABLE', failed, false, {
      ru: `Контакт amoCRM ${contact}: значение поля ${field} пришло в неизвестном виде`,
      ruHint:
        'Откройте этот контакт в amoCRM и введите значение поля заново или очистите его: обычно его записал сторонний виджет. Если не помогло, сообщите разработчикам этот текст.',
      en: `amoCRM contact ${contact}: the value of field ${field} came in an unknown form`,
      enHint:
        "Open this contact in amoCRM and type the field's value anew or clear it: usually a widget wrote it. If that does not help, report this text to the developers.",
    }),
  endlessList: (route: string, pages: number) =>
    errorKind('AMO_ENDLESS_LIST', failed, false, {
      ru: `Список amoCRM не кончается: прочитано страниц — ${pages}, и обещана следующая (${route})`,
      ruHint:
        'Ничего не записано по этому чтению. Проверьте, нет ли на пути прокси, который повторяет ответы; если его нет, сообщите разработчикам этот текст.',
      en: `A list of amoCRM does not end: ${pages} pages were read, and another one is promised (${route})`,
      enHint:
        'Nothing was written on the strength of this reading. See whether a proxy in between repeats answers; if there is none, report this text to the developers.',
    }),
};
