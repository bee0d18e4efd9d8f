import { itemNames } from '../../../../report/item-names.ts';
import { runWords } from '../../../../report/run-words.ts';
import { pluralRu } from '../../plural.ts';

const reasons: Readonly<Record<string, string>> = {
  asked: 'по просьбе',
  first: 'первая загрузка',
  restored: 'база IDENT восстановлена из копии',
  'sources-changed': 'в базе другие отметки об изменениях',
  'foreign-contacts': 'в amoCRM есть контакты пациентов, созданные не этой установкой',
  contradiction: 'ответы amoCRM противоречили друг другу',
  'old-intents': 'прошлый проход прервался давно',
  'fields-moved': 'поля или часовой пояс в amoCRM изменились',
  'rules-changed': 'новая версия иначе читает некоторые ячейки',
  'source-confirmed': 'подтверждён источник поля',
  'consent-unread': 'согласие на рассылку больше не читается',
  'state-restored': 'состояние восстановлено из копии',
  'state-fell-back':
    'сервер PostgreSQL с состоянием вернулся назад (переключение на реплику, возвращённая копия)',
  'events-gap': 'в amoCRM изменилось больше, чем видно в ленте событий',
  'source-back': 'база снова доступна, а полная сверка прошла без неё',
  'branches-changed': 'выбраны другие филиалы',
};

export const passRu = {
  pass: {
    noWait: 'не ждать, если уже работает другой процесс (код 11)',
    limit: 'записать не больше N пациентов',
    deep: 'полная сверка: сравнить всё со всем',
    allowMassChange: 'разрешить в этом проходе до N удалений, очисток поля и подобного',
    allowedIn: (most: number, databases: string) =>
      `В этом проходе разрешено до ${most} изменений каждого вида в ${databases}. Массовое изменение в другой базе спросит само.`,
    allowedInAll: (most: number) =>
      `В этом проходе разрешено до ${most} изменений каждого вида в каждой базе: ни одна не спрашивала.`,
    reveal: 'показать личные данные',
    waiting: (command: string, pid: number, since: string) =>
      `Ждём: работает ${command} (процесс ${pid}, с ${since}).`,
    waitingUnknown: 'Ждём: с этим аккаунтом работает другой процесс.',
    fellBack:
      'Состояние на сервере откатилось назад (переключение на реплику или возврат копии). Ждём 76 секунд: что-то может быть ещё в пути в amoCRM.',
    phases: {
      recover: 'Ищем недописанное',
      'read-crm': 'Читаем amoCRM',
      'read-ident': 'Читаем IDENT',
      match: 'Сопоставляем',
      write: 'Записываем',
    },
    throttled: {
      pacing: (duration: string) => `ждём лимит amoCRM ${duration}`,
      slowed: (duration: string) => `ждём лимит amoCRM ${duration}`,
      paused: (duration: string) => `amoCRM просит паузу ${duration}`,
      probing: (duration: string) => `ждём разрешения amoCRM ${duration}`,
    },
    retry: (duration: string) => `amoCRM не отвечает, повтор через ${duration}`,
    reasons,
    unreadable: (list: string) => `В IDENT не читается: ${list}`,
    andMore: (count: string) => `и ещё ${count}`,
    patientIds: (ids: string) => `пациенты ${ids}`,
    pairIds: (patient: string | null, contact: number | null) =>
      [patient === null ? '' : `пациент ${patient}`, contact === null ? '' : `контакт ${contact}`]
        .filter(Boolean)
        .join(' → '),
  },
  sync: {
    description: 'Один проход: перенести изменения из IDENT в amoCRM',
    acceptDatabase: 'это та же клиника, хотя сервер или имя базы другие',
    modes: { incremental: 'Изменения', deep: 'Полная сверка' },
    because: (mode: string, reason: string) => `${mode}: ${reason}`,
    done: (patients: string, count: number, duration: string) =>
      `${pluralRu(count, 'прочитан', 'прочитано', 'прочитано')} ${patients} ${pluralRu(count, 'пациент', 'пациента', 'пациентов')}, ${duration}`,
    nothing: { incremental: 'Новых изменений нет.', deep: 'Расхождений нет.' },
    counts: runWords.ru.counts,
    requests: (requests: string) => `Запросов к amoCRM: ${requests}`,
    rejectedHint: 'Почему не принято и что делать: ident-amocrm rejected list',
    uncertainHint: 'Исход неизвестных выяснит следующий проход: ident-amocrm sync',
    seeRuns: (run: number) => `Отчёт: ident-amocrm runs report ${run}`,
  },
  plan: {
    description: 'Показать, что сделает sync; в amoCRM ничего не меняется',
    verbose: 'по каждому пациенту: поле, было, станет',
    limit: 'сколько пациентов показать',
    counts: {
      create: 'создать',
      update: 'обновить',
      adopt: 'в том числе взять имеющийся контакт',
      remove: 'отметить удалёнными: в IDENT их больше нет',
      unchanged: 'без изменений',
      blocked: 'не записать',
    },
    blocked: {
      waiting: (count: string) => `отклонены раньше: ${count}`,
      identity: (count: string) => `похоже, другой человек: ${count}`,
      uncertain: (count: string) => `исход неизвестен: ${count}`,
      missing: (count: string) => `контакт удалён: ${count}`,
    },
    cost: (requests: string, count: number, reads: string, writes: string, duration: string) =>
      `Понадобится ≈ ${requests} ${pluralRu(count, 'запрос', 'запроса', 'запросов')} к amoCRM (чтение ${reads}, запись ${writes}), ≈ ${duration}.`,
    costLists:
      'Телефоны и почта перед изменением читаются по одному контакту: ещё запрос на каждый.',
    nothing: 'Записывать нечего.',
    rules: 'Новая версия иначе читает некоторые ячейки. В их полях изменится:',
    firstFill: (fields: string, contacts: string, count: number) =>
      `Впервые заполнятся поля: ${fields}. Это изменит ${contacts} ${pluralRu(count, 'контакт', 'контакта', 'контактов')}, и у каждого сработают роботы и виджеты amoCRM, которые следят за изменением полей: при записи их не отключить, остановите их заранее.`,
    branches: (source: string | null) =>
      `Пациентов по филиалам${source === null ? '' : ` (${source})`}; кто был в нескольких, посчитан в каждом:`,
    branchesUnknown: 'по этой базе не видно',
    outside: (count: string) => `Не из выбранных филиалов, не переносятся: ${count}`,
    patient: (id: string) => `пациент ${id}`,
    contact: (id: number) => `контакт ${id}`,
    identity: 'похоже на другого человека: не записывается (rejected list)',
    removal: 'в IDENT больше нет: статус станет «Удален»',
    acknowledge: 'в amoCRM уже верно: запрос не нужен',
    onlyFirst: (shown: string, total: string) =>
      `Показаны первые ${shown} из ${total} (--limit N).`,
    masked: 'Личные данные скрыты; показать: --reveal',
    empty: 'пусто',
  },
  items: { ...itemNames.ru, yes: 'да', no: 'нет' },
};
