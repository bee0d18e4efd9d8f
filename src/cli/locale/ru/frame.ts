/** What to do about what the operating system answers; by its code. */
const systemHints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Порт занят: остановите другую программу или укажите другой порт.',
  EACCES: 'Не хватает прав: отдайте файл или папку тому, под кем работает программа (chown).',
  EPERM: 'Не хватает прав: отдайте файл или папку тому, под кем работает программа (chown).',
  EROFS: 'Диск только для чтения: укажите другую папку.',
  ENOSPC: 'На диске кончилось место.',
  ENOENT: 'Файла или папки нет: проверьте путь.',
};

export const frameRu = {
  program: {
    description: 'Каждый пациент IDENT — верный контакт в amoCRM.',
    lang: 'язык: ru или en (по умолчанию по LANG, иначе по часовому поясу)',
    json: 'последняя строка stdout — объект JSON',
    settings: 'файл настроек вместо .env',
    clinic: 'клиника из CONFIG_FILE, если их там несколько',
    help: 'показать справку',
    version: 'показать версию',
    groups: { start: 'Первые шаги:', work: 'Работа:', sample: 'Учебная среда:' },
  },
  /** Commander's own headings. */
  help: {
    'Usage:': 'Использование:',
    'Arguments:': 'Аргументы:',
    'Options:': 'Параметры:',
    'Global Options:': 'Общие параметры:',
    'Commands:': 'Команды:',
    options: '[параметры]',
    command: '[команда]',
    default: (value: string) => `по умолчанию ${value}`,
    required: 'обязательно',
  },
  source: {
    option: 'какая база клиники, по имени или номеру, если их несколько',
    column: 'База',
    which: (list: string) => `у клиники несколько баз: ${list}. Назовите одну: --source`,
    unknown: (name: string, list: string) => `базы «${name}» нет; есть: ${list}`,
    contradicts: (number: string, list: string) =>
      `в ID названа база ${number}, а имеется в виду не она или её нет; есть: ${list}`,
    idle: 'проход читает все базы; --source нужен только вместе с --accept-database или --allow-mass-change',
  },
  usage: {
    unknownOption: (name: string) => `Нет такого параметра: ${name}.`,
    unknownCommand: (name: string) => `Нет такой команды: ${name}.`,
    dashes: (option: string) => `Перед параметром тире вместо двух дефисов. Наберите: ${option}.`,
    missingArgument: (name: string) => `Не указан аргумент ${name}.`,
    optionMissingArgument: (flags: string) => `Параметру ${flags} нужно значение.`,
    missingOption: (flags: string) => `Не указан параметр ${flags}.`,
    conflict: (one: string, other: string) => `${one} и ${other} нельзя указать вместе.`,
    excessArguments: (details: string) => `Лишние аргументы: ${details}.`,
    invalidArgument: (flags: string, value: string, expected: string) =>
      `${flags}: значение «${value}» не подходит. ${expected}`,
    noCommand: 'Не указана команда.',
    suggestion: (names: string) => `Возможно, имелось в виду: ${names}.`,
    seeHelp: (command: string) => `Справка: ${command} --help`,
    patientId: 'Нужен номер пациента, как в amoCRM: 12345 или 2:12345.',
    integer: (min: number, max: number) => `Нужно целое число от ${min} до ${max}.`,
    choices: (list: string) => `Можно: ${list}.`,
  },
  failure: {
    title: 'Ошибка:',
    interrupted: 'Прервано.',
    interruptedHint: 'Уже сделанное сохранено; команду можно запустить снова.',
    stopping: 'Останавливаюсь, заканчиваю начатое… (Ctrl-C ещё раз: сразу)',
    bug: (place: string) => `Внутренняя ошибка ident-amocrm (${place}). Это наша ошибка.`,
    bugHint:
      'Повторите команду; если ошибка повторится, пришлите нам этот код и журнал (LOG_FILE): личных данных в нём нет.',
    incomplete: (name: string) => `Программа установлена не целиком: нет ${name}.`,
    incompleteHint: 'В папке ident-amocrm выполните «npm ci», затем «npm run build».',
    system: (code: string, call: string, subject: string) =>
      `Система отказала: ${code} (${call})${subject === '' ? '' : `, ${subject}`}.`,
    systemHints,
    page: (page: string) => `Подробнее: ${page}`,
    systemHint: 'Проверьте пути и права; код ошибки поможет найти причину.',
  },
  progress: {
    rate: (perSecond: string) => `${perSecond}/с`,
    left: (duration: string) => `осталось ${duration}`,
  },
  completion: {
    description: 'Дополнение команд по Tab: печатает сценарий для оболочки',
    shell: 'bash, zsh, fish или powershell',
  },
};
