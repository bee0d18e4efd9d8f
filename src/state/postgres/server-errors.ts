import { errorKind, exitCode } from '../../app-error.ts';

const { usage, temporary, lock, failed } = exitCode;

interface Place {
  readonly address: string;
  /** A code of the server or of the system. */
  readonly reason: string;
}

/** Why the PostgreSQL server that keeps the state cannot be used. */
export const serverErrors = {
  unreachable: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_UNREACHABLE', temporary, true, {
      ru: `Сервер PostgreSQL с состоянием не отвечает или оборвал соединение (${address}; ${reason}).`,
      ruHint:
        'Проверьте, что сервер запущен и доступен с этого компьютера (адрес и порт в STATE_URL, pg_hba.conf, брандмауэр, max_connections). NO_ANSWER: соединение есть, но ответа не было дольше, чем его ждут: зависли диск, процесс сервера или сеть. Начатое записано; служба продолжит сама, команду повторите.',
      en: `The PostgreSQL server with the state does not answer, or has closed the connection (${address}; ${reason}).`,
      enHint:
        'Check that the server runs and can be reached from this machine (address and port in STATE_URL, pg_hba.conf, firewall, max_connections). NO_ANSWER: the connection stands, and no answer came for as long as one is waited for: its disk, its process or the network hangs. What was begun is written down; a service goes on by itself, a command is to be run again.',
    }),
  denied: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_DENIED', usage, false, {
      ru: `Сервер PostgreSQL не впускает нас к состоянию (${address}; ${reason}).`,
      ruHint:
        'Проверьте пользователя и базу в STATE_URL, пароль (STATE_PASSWORD, STATE_PASSWORD_FILE или PGPASSFILE) и pg_hba.conf. 28P01 и NO_PASSWORD: пароль; 28000: pg_hba.conf; 3D000: такой базы нет.',
      en: `The PostgreSQL server does not let us in to the state (${address}; ${reason}).`,
      enHint:
        'Check user and database in STATE_URL, the password (STATE_PASSWORD, STATE_PASSWORD_FILE or PGPASSFILE) and pg_hba.conf. 28P01 and NO_PASSWORD: the password; 28000: pg_hba.conf; 3D000: there is no such database.',
    }),
  noRights: ({ address }: Place) =>
    errorKind('STATE_SERVER_RIGHTS', usage, false, {
      ru: `У пользователя нет прав на состояние в PostgreSQL (${address}).`,
      ruHint:
        'Нужны права CREATE и TEMPORARY на базу (для схем и временных таблиц), а схема клиники и схема ident_amocrm должны принадлежать этому пользователю: GRANT CREATE, TEMPORARY ON DATABASE база TO пользователь.',
      en: `The user has no rights on the state in PostgreSQL (${address}).`,
      enHint:
        'CREATE and TEMPORARY on the database are needed (for schemas and temporary tables), and the schemas of the clinic and ident_amocrm must belong to this user: GRANT CREATE, TEMPORARY ON DATABASE name TO user.',
    }),
  full: ({ address }: Place) =>
    errorKind('STATE_SERVER_FULL', temporary, true, {
      ru: `На сервере PostgreSQL кончилось место (${address}). Записанное раньше цело.`,
      ruHint:
        'Освободите место на диске сервера (данные, журнал WAL, временные файлы). Потом всё продолжится с того же места, ничего не удвоив.',
      en: `The PostgreSQL server is out of disk space (${address}). What was written before is whole.`,
      enHint:
        "Make room on the server's disk (data, WAL, temporary files). Everything then goes on from there and doubles nothing.",
    }),
  files: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_FILES', temporary, true, {
      ru: `Сервер PostgreSQL не смог прочитать или записать свои файлы (${address}; ${reason}). Незаконченная запись отменена.`,
      ruHint:
        'Посмотрите журнал сервера и состояние его диска. Когда диск ответит, служба продолжит сама, команду повторите.',
      en: `The PostgreSQL server could not read or write files of its own (${address}; ${reason}). What was half written is undone.`,
      enHint:
        "Look into the server's log and at its disk. Once that answers, a service goes on by itself; a command is to be run again.",
    }),
  readOnly: ({ address }: Place) =>
    errorKind('STATE_SERVER_READ_ONLY', temporary, true, {
      ru: `Сервер PostgreSQL принимает только чтение (${address}).`,
      ruHint:
        'Это реплика или сервер в режиме только для чтения. Укажите в STATE_URL основной сервер.',
      en: `The PostgreSQL server takes reads only (${address}).`,
      enHint: 'It is a replica, or set to read-only. Name the primary server in STATE_URL.',
    }),
  damaged: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_DAMAGED', failed, false, {
      ru: `Сервер PostgreSQL нашёл, что состояние на нём повреждено (${address}; ${reason}).`,
      ruHint:
        'XX002 – повреждён индекс: REINDEX SCHEMA. XX001 – таблица: верните состояние из копии (ident-amocrm state restore). Если и это отвечает так же, удалите схему клиники (DROP SCHEMA … CASCADE) и верните состояние из копии.',
      en: `The PostgreSQL server found that the state on it is damaged (${address}; ${reason}).`,
      enHint:
        'XX002 is a damaged index: REINDEX SCHEMA. XX001 is a table: bring the state back from a backup (ident-amocrm state restore). Where that answers the same, drop the schema of the clinic (DROP SCHEMA … CASCADE) and bring the state back from the backup.',
    }),
  timeout: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_TIMEOUT', temporary, true, {
      ru: `Сервер PostgreSQL закрыл нашу сессию по своему тайм-ауту (${address}; ${reason}). Незаконченная запись отменена целиком, начатое доведёт до конца следующий проход.`,
      ruHint:
        '25P03: idle_in_transaction_session_timeout, 25P04: transaction_timeout, 57P05: idle_session_timeout. Снимите его для этого пользователя: ALTER ROLE пользователь SET transaction_timeout = 0; если его ставит прокси или хостинг, увеличьте там.',
      en: `The PostgreSQL server has closed our session by a time-out of its own (${address}; ${reason}). What was half written is undone, and the next pass finishes what was begun.`,
      enHint:
        '25P03: idle_in_transaction_session_timeout, 25P04: transaction_timeout, 57P05: idle_session_timeout. Take it away for this user: ALTER ROLE user SET transaction_timeout = 0; where a proxy or the host sets it, raise it there.',
    }),
  cancelled: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_CANCELLED', temporary, true, {
      ru: `Сервер PostgreSQL прервал наш запрос (${address}; ${reason}). Он ничего не изменил; начатое доведёт до конца следующий проход, команду повторите.`,
      ruHint:
        'Его остановил администратор (pg_cancel_backend) или программа, которая следит за долгими запросами. Если это повторяется, исключите из неё этого пользователя.',
      en: `The PostgreSQL server has broken off a statement of ours (${address}; ${reason}). It changed nothing; the next pass finishes what was begun, a command is to be run again.`,
      enHint:
        'An administrator (pg_cancel_backend) or a program that watches for long statements has stopped it. If it happens again, exempt this user there.',
    }),
  conflict: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_CONFLICT', temporary, true, {
      ru: `Сервер PostgreSQL отменил нашу запись: она столкнулась с чужой (${address}; ${reason}). Начатое доведёт до конца следующий проход.`,
      ruHint:
        'В схему клиники пишет ещё кто-то (репликация, ручные правки, другая программа): найдите его в pg_stat_activity.',
      en: `The PostgreSQL server has undone a writing of ours: it ran into somebody else's (${address}; ${reason}). The next pass finishes what was begun.`,
      enHint:
        "Something else writes to the clinic's schema, too (replication, edits by hand, another program): look for it in pg_stat_activity.",
    }),
  busy: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_BUSY', temporary, true, {
      ru: `Кто-то держит на сервере PostgreSQL то, что нужно нам, и не отпустил, пока мы ждали (${address}; ${reason}). Начатое доведёт до конца следующий проход, команду повторите.`,
      ruHint:
        'Найдите его: SELECT pid, state, query FROM pg_stat_activity WHERE pid = ANY (SELECT unnest(pg_blocking_pids(pid)) FROM pg_stat_activity). Обычно это VACUUM FULL, ALTER TABLE, забытая открытая транзакция или несколько «fleet add» сразу.',
      en: `Somebody holds what we need on the PostgreSQL server, and did not let go of it while we waited (${address}; ${reason}). The next pass finishes what was begun; a command is to be run again.`,
      enHint:
        'Find it: SELECT pid, state, query FROM pg_stat_activity WHERE pid = ANY (SELECT unnest(pg_blocking_pids(pid)) FROM pg_stat_activity). As a rule it is VACUUM FULL, ALTER TABLE, a transaction that was left open, or several “fleet add” at once.',
    }),
  notTrusted: ({ address, reason }: Place) =>
    errorKind('STATE_SERVER_TLS', usage, false, {
      ru: `Защищённое соединение с сервером PostgreSQL не получилось (${address}; ${reason}).`,
      ruHint:
        'Укажите сертификат его центра в STATE_TLS_CA_FILE; STATE_TLS=encrypt шифрует, не проверяя сертификат; STATE_TLS=off – только для сервера, до которого нет чужой сети.',
      en: `There is no trusted connection to the PostgreSQL server (${address}; ${reason}).`,
      enHint:
        'Name the certificate of its authority in STATE_TLS_CA_FILE; STATE_TLS=encrypt encrypts without checking the certificate; STATE_TLS=off is for a server with no foreign network in between.',
    }),
  pooler: ({ address }: Pick<Place, 'address'>) =>
    errorKind('STATE_SERVER_POOLER', usage, false, {
      ru: `Между нами и сервером PostgreSQL стоит пул соединений (${address}): сессия там не наша одна, и блокировка прохода не действует. Ничего не записано.`,
      ruHint: 'Укажите в STATE_URL сам сервер, а не PgBouncer, Odyssey или их подобие.',
      en: `A connection pooler stands between us and the PostgreSQL server (${address}): a session is not ours alone there, and the lock of a pass keeps nobody out. Nothing was written.`,
      enHint: 'Name the server itself in STATE_URL, not PgBouncer, Odyssey or their like.',
    }),
  readElsewhere: ({ address }: Pick<Place, 'address'>) =>
    errorKind('STATE_READ_ELSEWHERE', usage, false, {
      ru: `STATE_READ_URL ведёт не к тому серверу или не к той базе, что STATE_URL (${address}): страницы показали бы устаревшее или чужое.`,
      ruHint:
        'Укажите в STATE_READ_URL пул соединений перед тем же сервером и той же базой; реплика не годится. Пока это не так, страницы читают через STATE_URL; раз в полминуты проверяется снова.',
      en: `STATE_READ_URL leads to another server or database than STATE_URL (${address}): pages would show what is old or not theirs.`,
      enHint:
        'Name in STATE_READ_URL a pooler before the same server and database; a standby will not do. Until then pages read by STATE_URL; it is tried again every half minute.',
    }),
  readAway: ({ address, reason }: Place) =>
    errorKind('STATE_READ_AWAY', temporary, true, {
      ru: `Через STATE_READ_URL читать не получается (${address}; ${reason}): страницы читают через STATE_URL.`,
      ruHint:
        'Проверьте адрес, порт и базу в STATE_READ_URL, и что пул работает с pool_mode = transaction и знает пользователя и пароль из STATE_URL. Раз в полминуты проверяется снова.',
      en: `Nothing can be read by STATE_READ_URL (${address}; ${reason}): pages read by STATE_URL.`,
      enHint:
        'Check address, port and database in STATE_READ_URL, and that the pooler has pool_mode = transaction and knows the user and the password of STATE_URL. It is tried again every half minute.',
    }),
  readDenied: ({ address, reason }: Place) =>
    errorKind('STATE_READ_DENIED', usage, false, {
      ru: `По STATE_READ_URL нас не впускают к состоянию (${address}; ${reason}).`,
      ruHint:
        'Проверьте пользователя и базу в STATE_READ_URL (пароль и TLS те же, что у STATE_URL: STATE_PASSWORD, PGPASSFILE, STATE_TLS), и что пул их знает. NO_TLS, CERT_…: пул должен принимать TLS так, как требует STATE_TLS. Переменную среды PGOPTIONS PgBouncer не принимает. Пока это не так, страницы читают через STATE_URL; раз в полминуты проверяется снова.',
      en: `By STATE_READ_URL we are not let in to the state (${address}; ${reason}).`,
      enHint:
        'Check user and database in STATE_READ_URL (password and TLS are those of STATE_URL: STATE_PASSWORD, PGPASSFILE, STATE_TLS), and that the pooler knows them. NO_TLS, CERT_…: the pooler has to take TLS as STATE_TLS wants it. PgBouncer takes nobody in whose environment has PGOPTIONS. Until then pages read by STATE_URL; it is tried again every half minute.',
    }),
  sessionLost: ({ address }: Pick<Place, 'address'>) =>
    errorKind('STATE_LOCK_LOST', lock, true, {
      ru: `Сессия PostgreSQL, которая держала нашу блокировку (прохода, state restore, state migrate или fleet migrate), закончилась (${address}). То, что шло под ней, прервано и больше ничего не отправит.`,
      ruHint:
        'Сервер перезапущен, сессия закрыта администратором или сеть обрывалась. Начатое доведёт до конца следующий проход; state restore, state migrate и fleet migrate повторите.',
      en: `The session of PostgreSQL that held our lock (of a pass, state restore, state migrate or fleet migrate) has ended (${address}). What it covered is broken off and sends nothing more.`,
      enHint:
        'The server was restarted, somebody closed the session, or the network was down. The next pass finishes what was begun; state restore, state migrate and fleet migrate are to be run again.',
    }),
  closed: ({ address }: Pick<Place, 'address'>) =>
    errorKind('STATE_CLOSED', temporary, true, {
      ru: `Состояние в PostgreSQL уже закрыто (${address}): то, что к нему обращалось, прервано.`,
      ruHint:
        'Процесс или проход заканчивался раньше, чем это. Начатое доведёт до конца следующий проход, команду повторите.',
      en: `The state in PostgreSQL is closed already (${address}): what asked for it is broken off.`,
      enHint:
        'The process, or the pass, came to its end before that. The next pass finishes what was begun; a command is to be run again.',
    }),
  notAState: ({ address }: Pick<Place, 'address'>) =>
    errorKind('STATE_UNREADABLE', usage, false, {
      ru: `В этой схеме PostgreSQL стоят чужие таблицы (${address}). Ничего не тронуто.`,
      ruHint:
        'Укажите в STATE_SCHEMA свободное имя: у каждой клиники своя схема, и в ней нет ничего другого.',
      en: `In this schema of PostgreSQL stand tables of something else (${address}). Nothing was touched.`,
      enHint:
        'Give a free name in STATE_SCHEMA: each clinic has a schema of its own, with nothing else in it.',
    }),
} as const;
