import type { Localized } from '../../../language.ts';
import type { TroubleKind } from './trouble.ts';

/** What a director reads, and what the IT person does about it. */
export interface TroubleText {
  readonly title: string;
  /** What it means for the clinic. */
  readonly meaning: (p: {
    readonly since: string;
    readonly count: number;
    readonly until: string;
  }) => string;
  readonly advice: string;
  /** The title of the good news. */
  readonly over: string;
}

export const troubleTexts: Readonly<Record<TroubleKind, Localized<TroubleText>>> = {
  stale: {
    ru: {
      title: 'Данные в amoCRM не обновляются',
      meaning: ({ since }) =>
        `Последний удачный обмен был ${since}. Изменения из IDENT с тех пор в amoCRM не попадают. Ничего не теряется: когда обмен восстановится, всё догонится само.`,
      advice: 'посмотрите причину командами ident-amocrm status и ident-amocrm doctor.',
      over: 'Данные в amoCRM снова обновляются',
    },
    en: {
      title: 'The data in amoCRM gets no newer',
      meaning: ({ since }) =>
        `The last good pass was at ${since}. Changes in IDENT have not reached amoCRM since. Nothing is lost: once passes succeed again, everything catches up by itself.`,
      advice: 'look for the cause with ident-amocrm status and ident-amocrm doctor.',
      over: 'The data in amoCRM is up to date again',
    },
  },
  auth: {
    ru: {
      title: 'Нет доступа к amoCRM',
      meaning: ({ since }) =>
        `С ${since} amoCRM не принимает доступ программы (отозван, истёк или ещё не выдан). Обмен стоит и продолжится сам, как только доступ появится.`,
      advice:
        'администратор amoCRM подключает заново: ident-amocrm auth или новый долгосрочный токен в AMOCRM_LONG_LIVED_TOKEN.',
      over: 'Доступ к amoCRM восстановлен',
    },
    en: {
      title: 'No access to amoCRM',
      meaning: ({ since }) =>
        `Since ${since} amoCRM has not accepted our access (revoked, expired or not yet granted). The sync rests and goes on by itself as soon as there is access.`,
      advice:
        'an amoCRM administrator connects anew: ident-amocrm auth, or a new long-lived token in AMOCRM_LONG_LIVED_TOKEN.',
      over: 'Access to amoCRM is back',
    },
  },
  account: {
    ru: {
      title: 'Аккаунт amoCRM не принимает данные',
      meaning: ({ since }) =>
        `С ${since} amoCRM отказывает из-за самого аккаунта: не оплачен, исчерпан лимит тарифа, не хватает прав или адрес не разрешён. Обмен стоит, раз в полчаса делается проба.`,
      advice: 'проверьте оплату и тариф amoCRM; точная причина — ident-amocrm status.',
      over: 'Аккаунт amoCRM снова принимает данные',
    },
    en: {
      title: 'The amoCRM account takes no data',
      meaning: ({ since }) =>
        `Since ${since} amoCRM has refused because of the account itself: not paid for, a limit of the plan used up, rights missing, or the address not allowed. The sync rests and tries every half hour.`,
      advice: "check amoCRM's payment and plan; the exact cause: ident-amocrm status.",
      over: 'The amoCRM account takes data again',
    },
  },
  circuit: {
    ru: {
      title: 'amoCRM заблокировал запросы',
      meaning: ({ since }) =>
        `С ${since} amoCRM не пускает запросы с нашего адреса. Программа ничего не отправляет, чтобы не продлевать блокировку, и пробует сама.`,
      advice:
        'если за час не прошло, напишите в поддержку amoCRM: назовите аккаунт и внешний IP-адрес. Проверьте, не перегружают ли аккаунт другие интеграции.',
      over: 'amoCRM снова пускает запросы',
    },
    en: {
      title: 'amoCRM has blocked our requests',
      meaning: ({ since }) =>
        `Since ${since} amoCRM has not let requests from our address in. Nothing is sent, so as not to prolong the block; probes are made by themselves.`,
      advice:
        'if it does not pass within an hour, write to amoCRM support, naming the account and the external IP address. See whether other integrations overload the account.',
      over: 'amoCRM lets requests in again',
    },
  },
  guard: {
    ru: {
      title: 'Обмен остановлен: слишком много изменений сразу',
      meaning: ({ since }) =>
        `Необычно много удалений или замен: ${since} программа остановилась, ничего не записав. Так бывает после восстановления базы, при подмене базы или сбое прав. Сама она не продолжит: решает человек.`,
      advice:
        'ident-amocrm runs покажет, о ком речь. Ошибка в базе: исправьте её, затем ident-amocrm resume. Так и должно быть: один раз ident-amocrm sync --deep --allow-mass-change N.',
      over: 'Обмен снова разрешён',
    },
    en: {
      title: 'The sync was stopped: too many changes at once',
      meaning: ({ since }) =>
        `At ${since} unusually many removals or replacements were seen, and the sync stopped before writing any. This happens after a database was restored or replaced, or when rights were cut. It does not go on by itself: a person decides.`,
      advice:
        'ident-amocrm runs shows who is concerned. If the database is wrong: mend it, then ident-amocrm resume. If it is meant to be so: once ident-amocrm sync --deep --allow-mass-change N.',
      over: 'The sync is allowed again',
    },
  },
  drift: {
    ru: {
      title: 'Изменилось устройство базы IDENT или полей amoCRM',
      meaning: ({ since }) =>
        `С ${since} обмен стоит: поле, которое раньше читалось или писалось, пропало или стало другим. Так бывает после обновления IDENT или правки полей в amoCRM.`,
      advice: 'проверьте ident-amocrm test-db и ident-amocrm fields check: они назовут поле.',
      over: 'База и поля снова совпадают',
    },
    en: {
      title: "IDENT's database or amoCRM's fields have changed",
      meaning: ({ since }) =>
        `Since ${since} the sync has rested: a field that was read or written before is gone or has become another. This happens after an update of IDENT or an edit of fields in amoCRM.`,
      advice: 'run ident-amocrm test-db and ident-amocrm fields check: they name the field.',
      over: 'Database and fields fit again',
    },
  },
  database: {
    ru: {
      title: 'Нет связи с базой IDENT',
      meaning: ({ since }) =>
        `С ${since} сервер базы IDENT не отвечает. Обмен продолжится сам, как только база станет доступна.`,
      advice:
        'проверьте, включён ли сервер IDENT и работает ли сеть; подробности — ident-amocrm test-db.',
      over: 'Связь с базой IDENT восстановлена',
    },
    en: {
      title: "IDENT's database cannot be reached",
      meaning: ({ since }) =>
        `Since ${since} IDENT's database server has not answered. The sync goes on by itself as soon as it does.`,
      advice: "check IDENT's server and the network; details: ident-amocrm test-db.",
      over: "IDENT's database is back",
    },
  },
  state: {
    ru: {
      title: 'Программа не может читать своё состояние',
      meaning: ({ since }) =>
        `С ${since} файл состояния недоступен: обычно кончилось место на диске или файл держит другая программа. Обмен стоит.`,
      advice:
        'проверьте свободное место и права на папку состояния; затем ident-amocrm state check.',
      over: 'Состояние снова читается',
    },
    en: {
      title: 'The program cannot read its state',
      meaning: ({ since }) =>
        `Since ${since} the state file has not been usable: usually the disk is full or another program holds it. The sync rests.`,
      advice:
        'check the free space and the rights on the state folder; then ident-amocrm state check.',
      over: 'The state can be read again',
    },
  },
  rejected: {
    ru: {
      title: 'amoCRM не принимает некоторых пациентов',
      meaning: ({ since, count }) =>
        `Ждут решения: ${count}; самый давний с ${since}. Остальные пациенты обновляются как обычно.`,
      advice: 'ident-amocrm rejected list покажет номера пациентов, поле и что исправить.',
      over: 'Давно отклонённых пациентов больше нет',
    },
    en: {
      title: 'amoCRM does not accept some patients',
      meaning: ({ since, count }) =>
        `Waiting: ${count}; the oldest since ${since}. All other patients are kept up to date.`,
      advice: 'ident-amocrm rejected list shows their numbers, the field and what to mend.',
      over: 'No patient has been rejected for long any more',
    },
  },
  token: {
    ru: {
      title: 'Скоро закончится доступ к amoCRM',
      meaning: ({ until }) => `Долгосрочный токен действует до ${until}; потом обмен остановится.`,
      advice:
        'создайте новый токен в настройках интеграции amoCRM, впишите его в AMOCRM_LONG_LIVED_TOKEN и перезапустите службу.',
      over: 'Токен amoCRM обновлён',
    },
    en: {
      title: 'The access to amoCRM ends soon',
      meaning: ({ until }) => `The long-lived token is good until ${until}; then the sync stops.`,
      advice:
        "make a new token in the settings of amoCRM's integration, put it into AMOCRM_LONG_LIVED_TOKEN and restart the service.",
      over: "amoCRM's token was renewed",
    },
  },
  deep: {
    ru: {
      title: 'Давно не было полной сверки',
      meaning: ({ since }) =>
        `Последняя завершилась ${since}. Обычные изменения переносятся, но правки без отметки времени и удаления ждут сверки.`,
      advice:
        'посмотрите, чем кончались сверки: ident-amocrm runs. Запустить: ident-amocrm sync --deep.',
      over: 'Полная сверка прошла',
    },
    en: {
      title: 'There has been no deep pass for long',
      meaning: ({ since }) =>
        `The last one ended at ${since}. Ordinary changes are carried over, but unstamped edits and removals wait for one.`,
      advice: 'see how they ended: ident-amocrm runs. To run one: ident-amocrm sync --deep.',
      over: 'A deep pass has ended well',
    },
  },
  paused: {
    ru: {
      title: 'Обмен на паузе больше суток',
      meaning: ({ since }) =>
        `Паузу поставил человек ${since}. Пока она стоит, данные в amoCRM не обновляются.`,
      advice: 'если о паузе забыли, снимите её: ident-amocrm resume.',
      over: 'Пауза снята',
    },
    en: {
      title: 'The sync has been paused for more than a day',
      meaning: ({ since }) =>
        `A person paused it at ${since}. As long as it stands, the data in amoCRM gets no newer.`,
      advice: 'if it was forgotten, end it: ident-amocrm resume.',
      over: 'The pause was ended',
    },
  },
};
