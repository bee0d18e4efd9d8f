import { pluralRu } from '../../plural.ts';

export const setUpRu = {
  auth: {
    description: 'Подключить amoCRM: выдать доступ в браузере, по коду или проверить токен',
    code: 'код авторизации (действует 20 минут) или весь адрес, на который вернула amoCRM',
    port: 'порт, на котором ждать браузер (по умолчанию из AMOCRM_REDIRECT_URI, иначе 8080)',
    host: 'адрес, на котором ждать браузер (по умолчанию 127.0.0.1, если AMOCRM_REDIRECT_URI ведёт на localhost, иначе 0.0.0.0)',
    acceptAccount:
      'принять другой аккаунт amoCRM: связи с прежним забываются, их копия сохраняется рядом',
    mock: 'USE_MOCK_AMOCRM=true: работает встроенная песочница, доступ не нужен.',
    codeNotNeeded: 'Задан AMOCRM_LONG_LIVED_TOKEN: код авторизации не нужен.',
    open: 'Откройте ссылку, войдите в amoCRM администратором и нажмите «Разрешить»:',
    waiting: (redirectUri: string, address: string) =>
      `Жду возвращения браузера на ${redirectUri} (слушаю ${address}). Остановить: Ctrl-C`,
    byHand:
      'Если браузер не может открыть этот адрес, скопируйте его из адресной строки целиком и в течение 20 минут выполните: ident-amocrm auth --code "АДРЕС"',
    refused: 'Доступ не получен:',
    connected: (name: string, id: number, host: string) =>
      `amoCRM подключена: ${name}, аккаунт ${id} (${host})`,
    changed: (former: number) =>
      `Связи с прежним аккаунтом ${former} забыты; следующий проход сверит всё заново.`,
    safetyCopy: (file: string) => `Прежнее состояние сохранено: ${file}`,
    otherAddress: (host: string) =>
      `В настройках указан другой адрес: впишите AMOCRM_SUBDOMAIN=${host}, иначе программа не найдёт аккаунт.`,
    tokenFrom: {
      setting: 'В работе токен из AMOCRM_LONG_LIVED_TOKEN.',
      given:
        'В работе токен, данный на странице «Подключение»: в AMOCRM_LONG_LIVED_TOKEN всё ещё тот, который он заменил. Новый токен там сменит его.',
    },
    tokenUntil: (at: string) => `Долгосрочный токен действует до ${at}`,
    nothingMore: 'Долгосрочный токен работает, для доступа к amoCRM больше ничего не нужно.',
    database: String.raw`База IDENT ещё не указана. IDENT ставит SQL Server экземпляром PZSQLSERVER с базой PZ: впишите DB_HOST=сервер\PZSQLSERVER, DB_NAME=PZ, DB_USER и DB_PASSWORD и проверьте: ident-amocrm test-db`,
    next: (command: string) => `Дальше: ident-amocrm ${command}`,
  },
  fields: {
    description: 'Поля контакта в amoCRM',
    checkDescription: 'Сравнить поля аккаунта со справочником; ничего не меняет',
    createDescription: 'Создать недостающие поля; имеющиеся найти и использовать',
    clearDescription: 'Очистить выключенное поле у всех контактов, где стоит наше значение',
    key: 'ключ поля, как в EXCLUDE_FIELDS',
    confirmDescription:
      'Подтвердить вычисляемое поле (debt, advance), цену сделок визитов (visit_sum) или источник, который потерял столбец',
    confirmKey: 'ключ поля; для почты и имени: email, surname, name, mobilePhone, parentName',
    confirmed: (key: string) =>
      `Подтверждено: ${key}. Ближайший проход сравнит всё и заполнит поле.`,
    nothingToConfirm: (key: string, status: string) => `Подтверждать нечего: ${key} (${status}).`,
    columns: { no: '№', name: 'Поле', type: 'Тип', id: 'ID', code: 'Код', status: 'Состояние' },
    status: {
      ok: 'есть',
      off: 'выключено',
      missing: 'нет',
      refused: 'amoCRM не даёт создать: выключено',
      'wrong-type': (found: string) => `другой тип: ${found}`,
      'missing-options': (options: string) => `не хватает вариантов: ${options}`,
    },
    adopted: 'найдено по имени',
    notes: {
      shared: (name: string, type: string) =>
        `«${name}» (${type}) создано не нами и используется как есть: значения из IDENT заменят то, что в нём стоит у пациентов.`,
      beside: (name: string, type: string) =>
        `Имя занято полем другого типа (${type}), его мы не трогаем; наше поле: «${name}».`,
      refused: (name: string) =>
        `«${name}»: amoCRM не даёт создать это поле, оно выключено. Проверьте предел полей и повторите fields create.`,
    },
    created: 'создано',
    completed: 'варианты добавлены',
    summary: (ready: number, total: number) =>
      `${pluralRu(ready, 'Готово', 'Готовы', 'Готово')} ${ready} ${pluralRu(ready, 'поле', 'поля', 'полей')} из ${total}.`,
    createdCount: (count: number) =>
      `Создано: ${count} ${pluralRu(count, 'поле', 'поля', 'полей')}.`,
    createHint: 'Создать недостающее: ident-amocrm fields create',
    wrongTypeHint:
      'Поле, которое было нашим, стало другого типа: его мы не трогаем. Команда fields create сделает рядом новое.',
    cleared: (count: string, n: number) =>
      `Очищено: ${count} ${pluralRu(n, 'контакт', 'контакта', 'контактов')}.`,
    kept: (count: string) => `Оставлено (значение вписал человек): ${count}.`,
  },
  doctor: {
    description: 'Проверить всё по списку: настройки, базу, amoCRM, поля, состояние',
    clinics: (all: number, ill: readonly string[]) =>
      ill.length === 0
        ? `Клиник: ${all}. Проблем нет ни у одной.`
        : `Клиник: ${all}. Проблемы: ${ill.join(', ')}.`,
    bad: (problems: number) =>
      `${problems} ${pluralRu(problems, 'проблема', 'проблемы', 'проблем')}: синхронизация не будет работать, пока не исправлено.`,
    fine: (warnings: number) =>
      warnings === 0
        ? 'Всё в порядке.'
        : `Работает; ${warnings} ${pluralRu(warnings, 'замечание', 'замечания', 'замечаний')}.`,
  },
};
