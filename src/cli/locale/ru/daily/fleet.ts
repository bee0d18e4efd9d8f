import { pluralRu } from '../../plural.ts';

export const fleetRu = {
  fleet: {
    description: 'Много клиник на нескольких машинах: состояние в PostgreSQL',
    migrateDescription: 'Создать или обновить таблицы парка и всех его клиник',
    addDescription: 'Принять клинику из CONFIG_FILE в парк; ключ создаётся один раз',
    removeDescription: 'Убрать клинику из парка; её состояние остаётся',
    runDescription: 'Одна машина парка: проходы всех клиник, до остановки',
    statusDescription: 'Машины и клиники парка: кто опаздывает и почему',
    name: 'имя клиники в CONFIG_FILE',
    start: 'начать первую загрузку с первым проходом',
    migrating: (clinic: string) => `Таблицы клиники: ${clinic}`,
    othersMigrate: 'Таблицы уже меняет другой fleet migrate: жду, пока он закончит.',
    stops: 'Парк ненадолго останавливается: меняются таблицы очереди.',
    goesOn: 'Парк работает дальше.',
    migrated: (n: number) =>
      `Таблицы парка готовы; клиник с таблицами этой версии: ${n}. Дальше: ident-amocrm fleet add.`,
    added: (clinic: string, schema: string) =>
      `Клиника «${clinic}» принята в парк, схема ${schema}.`,
    changed: (clinic: string, schema: string) =>
      `Клиника «${clinic}», схема ${schema}: с этой минуты действует то, что сказано в файле.`,
    same: (clinic: string, schema: string) => `Клиника «${clinic}» уже в парке, схема ${schema}.`,
    key: (file: string) =>
      `Ключ её состояния: ${file}. Положите его на каждую машину или задайте STATE_KEY_FILE; никому не показывайте.`,
    started: 'Первая загрузка начнётся с первым проходом.',
    notStarted: (clinic: string) =>
      `Первая загрузка ждёт слова человека: ident-amocrm fleet add "${clinic}" --start.`,
    removing: (clinic: string) => `Проходы клиники «${clinic}» останавливаются; жду конца идущего.`,
    removed: (clinic: string) => `Клиника «${clinic}» убрана из парка; её состояние осталось.`,
    works: (places: number) =>
      `Машина работает: до ${places} ${pluralRu(places, 'прохода', 'проходов', 'проходов')} сразу. Остановить: Ctrl-C.`,
    signIn: (url: string) =>
      `Войти без пароля, один раз в течение часа, на этой машине: ${url}\nЗавести пользователей: ident-amocrm users add ИМЯ --role look|operate|fleet`,
    machine: 'Машина',
    places: 'Занято мест',
    of: (running: number, places: number) => `${running} из ${places}`,
    seen: 'Видна',
    version: 'Версия',
    clinic: 'Клиника',
    state: 'Как дела',
    last: 'Последний проход',
    due: 'Следующий',
    in: (time: string) => `через ${time}`,
    overdue: (time: string) => `пора уже ${time}`,
    now: 'сейчас',
    since: (time: string) => `идёт ${time}`,
    firstLoad: (clinic: string) => `первая загрузка: fleet add ${clinic} --start`,
    noMachines: 'Ни одна машина не работает: ident-amocrm fleet run.',
    noClinics: 'В парке нет ни одной клиники: ident-amocrm fleet add.',
    states: {
      nobody: 'некому вести',
      asks: 'ждёт человека',
      failing: 'проходы не удаются',
      late: 'опаздывает',
      running: 'идёт проход',
      waiting: 'в порядке',
    },
    fault: (clinic: string, machine: string, why: string) =>
      `${clinic}: машина ${machine} её не ведёт: ${why}.`,
    faults: {
      FLEET_DIFFERS:
        'в её файле клиника названа иначе (аккаунт или базы); новое начнёт действовать, когда так будет на всех машинах, или сразу: ident-amocrm fleet add',
      FLEET_SCHEMA_MOVED: 'в её файле другая STATE_SCHEMA: верните прежнюю',
      CONFIG_INVALID: 'настройки клиники на ней неверны (подробности в её журнале)',
      STATE_KEY_MISSING: 'на ней нет ключа состояния',
      STATE_OLDER: 'таблицы клиники старее программы на ней: ident-amocrm fleet migrate',
      STATE_NEWER: 'программа на ней старее таблиц клиники: обновите её',
      STATE_KEY_WRONG: 'её ключ не подходит к состоянию',
    } as Readonly<Record<string, string>>,
  },
};
