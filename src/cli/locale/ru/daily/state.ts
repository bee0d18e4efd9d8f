import type { StateFlaw } from '../../../../state/check/state-flaw.ts';
import { pluralRu } from '../../plural.ts';

/** What a check found, and what to do about it. */
const flaws: Readonly<Record<StateFlaw, string>> = {
  unreadable: 'файл не читается: восстановите копию (state restore)',
  'not-a-state': 'это не состояние ident-amocrm: проверьте STATE_URL',
  damaged: 'файл повреждён: восстановите копию (state restore)',
  newer: 'создано более новой версией: установите её',
  'tables-missing': 'не хватает таблиц: восстановите копию (state restore)',
  'key-missing': 'ключа нет: верните файл ключа или восстановите копию (state restore)',
  'key-wrong': 'ключ не от этого состояния: верните прежний ключ или восстановите копию',
  'key-open': 'ключ доступен другим пользователям: chmod 600',
  'tokens-unreadable':
    'ключ не открывает токены или настройки страницы подключения: дайте их заново',
  'contact-linked-twice': 'контакты, связанные с двумя пациентами: восстановите копию',
  'link-malformed': 'испорченные связи: восстановите копию',
  'hash-malformed': 'связи с испорченными хешами: восстановите копию',
  'phone-malformed': 'испорченные хеши телефонов: восстановите копию',
  'intent-malformed': 'испорченные записи о созданиях: восстановите копию',
  'steps-missing': 'создано старой версией: обновится при следующей команде',
  undecided: 'создания с неизвестным исходом: их выяснит следующий проход',
  'forget-unfinished': 'забыты не до конца: повторите forget',
  'restore-unfinished': 'осталось от прерванного восстановления: завершится или удалится само',
  'wal-large': 'журнал записи велик: уменьшится, когда закроются все программы, читающие состояние',
};

export const stateRu = {
  state: {
    description: 'Состояние: резервная копия, восстановление, перенос, проверка',
    backupDescription: 'Сделать копию состояния и его ключа; можно во время работы',
    restoreDescription: 'Вернуть состояние из копии; следующий проход сверит всё со всем',
    migrateDescription:
      'Перенести состояние в другое место: в файл или на сервер PostgreSQL; никто не должен работать',
    acceptOwnerDescription:
      'Подтвердить, что состояние принадлежит этой установке (STATE_OWNER): её переименовали или перенесли',
    ownerAccepted: (owner: string, former: string | null) =>
      former === null || former === owner
        ? `Состояние принадлежит установке ${owner}.`
        : `Состояние теперь принадлежит установке ${owner}; прежней, ${former}, с этого момента откажут.`,
    moveTo: 'новое место, как в STATE_URL: sqlite:data/state.db или postgres://…',
    moved: (to: string) => `Состояние перенесено: ${to}`,
    compared: (count: string, n: number, tables: number) =>
      `Сверено ${count} ${pluralRu(n, 'строка', 'строки', 'строк')} в ${tables} ${pluralRu(tables, 'таблице', 'таблицах', 'таблицах')}: всё совпало.`,
    left: (from: string) => `Прежнее оставлено и помечено, работать с ним нельзя: ${from}`,
    keyAt: (file: string) => `Ключ: ${file}`,
    nextPlace: (url: string) => `Дальше: STATE_URL=${url} и запуск службы.`,
    checkDescription: 'Проверить состояние; ничего не меняет',
    to: 'новый файл копии; рядом появится FILE.key',
    from: 'файл копии; рядом должен лежать FILE.key',
    backedUp: (file: string, size: string) => `Копия готова: ${file} (${size})`,
    key: (file: string) => `Её ключ: ${file}. Храните их вместе и не показывайте никому.`,
    restored: (file: string) => `Состояние восстановлено из ${file}`,
    patients: (count: string, n: number) =>
      `В нём ${pluralRu(n, 'связан', 'связаны', 'связано')} ${count} ${pluralRu(n, 'пациент', 'пациента', 'пациентов')}.`,
    lastPass: (at: string) => `Последний проход до копии: ${at}`,
    safetyCopy: (file: string) => `Прежнее состояние сохранено: ${file}`,
    keptNothing:
      'Прежнее состояние было повреждено, и копии его нет: токены, пользователи и список «не переносить» – из копии.',
    keptTokens: 'Токены amoCRM оставлены прежние: они новее, чем в копии.',
    doorOfBackup:
      'Панель теперь открывают пароль и пользователи из копии: ident-amocrm users list, новый пароль: ident-amocrm password.',
    newKey: 'Ключ состояния теперь тот, что был у копии.',
    next: 'Дальше: ident-amocrm sync. Он сверит всё со всем, прежде чем создаст хоть один контакт.',
    file: 'Файл',
    size: 'Размер',
    wal: 'Журнал записи',
    links: 'Связано пациентов',
    forgotten: 'В списке «не переносить»',
    flaws,
    problem: 'ОШИБКА',
    note: 'замечание',
    since: (at: string) => `с ${at}`,
    fine: 'Состояние в порядке.',
    bad: 'Состояние неисправно.',
    bytes: (megabytes: string) => `${megabytes} МБ`,
  },
};
