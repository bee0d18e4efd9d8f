import { AppError, type ErrorKind, exitCode } from '../app-error.ts';

/** Where the database is looked for, as the settings say: fit to be shown, holds no secret. */
export interface Target {
  /** `10.0.0.5:1433`, `SERVER\SQLEXPRESS`, a file's path. */
  readonly address: string;
  readonly database: string;
  readonly user: string;
}

/** What the server said of a failure, without its words: those may quote a patient's data (I7). */
export interface ServerFault {
  readonly number: number;
  readonly state: number;
  readonly class: number;
}

/** All that can go wrong with the clinic's database, as a person is told of it. */
export const identErrors = {
  loginFailed: (t: Target) =>
    kind('IDENT_LOGIN_FAILED', exitCode.usage, false, {
      ru: [
        `SQL Server ${t.address} не принял логин «${t.user}» или его пароль.`,
        'Проверьте DB_USER и DB_PASSWORD. Если пароль верный, включите на сервере смешанную проверку подлинности (SQL Server and Windows Authentication mode): при «только Windows» ответ такой же.',
      ],
      en: [
        `SQL Server ${t.address} refused the login "${t.user}" or its password.`,
        'Check DB_USER and DB_PASSWORD. If they are right, switch the server to mixed authentication: in Windows-only mode it answers the same.',
      ],
    }),
  windowsLoginOnly: (t: Target) =>
    kind('IDENT_WINDOWS_LOGIN_ONLY', exitCode.usage, false, {
      ru: [
        `SQL Server ${t.address} принимает только учётные записи Windows.`,
        'Включите смешанную проверку подлинности и создайте логин SQL Server только для чтения либо укажите DB_DOMAIN, чтобы входить учётной записью Windows.',
      ],
      en: [
        `SQL Server ${t.address} takes Windows logins only.`,
        'Switch it to mixed authentication and make a read-only SQL login, or set DB_DOMAIN to log in with a Windows account.',
      ],
    }),
  unreachable: (t: Target) =>
    kind('IDENT_UNREACHABLE', exitCode.temporary, true, {
      ru: [
        `SQL Server ${t.address} не отвечает.`,
        'Проверьте, что сервер включён, в SQL Server Configuration Manager разрешён протокол TCP/IP, порт верный (DB_PORT) и открыт в брандмауэре. IDENT ставит SQL Server экземпляром PZSQLSERVER на своём порту: DB_HOST=сервер\\PZSQLSERVER.',
      ],
      en: [
        `SQL Server ${t.address} does not answer.`,
        'Check that it runs, that TCP/IP is enabled in SQL Server Configuration Manager, that the port is right (DB_PORT) and open in the firewall. IDENT installs SQL Server as the instance PZSQLSERVER on a port of its own: DB_HOST=server\\PZSQLSERVER.',
      ],
    }),
  hostUnknown: (t: Target) =>
    kind('IDENT_HOST_UNKNOWN', exitCode.usage, false, {
      ru: [
        `Имя сервера базы данных не находится: ${t.address}.`,
        'Проверьте DB_HOST или укажите IP-адрес.',
      ],
      en: [
        `The database server's name cannot be resolved: ${t.address}.`,
        'Check DB_HOST or give an IP address.',
      ],
    }),
  instanceNotFound: (t: Target, found: readonly string[] = []) =>
    kind('IDENT_INSTANCE_NOT_FOUND', exitCode.temporary, true, {
      ru: [
        `Экземпляр SQL Server не найден: ${t.address}.`,
        found.length > 0
          ? `На сервере есть: ${found.join(', ')}. Исправьте DB_INSTANCE; если нужный экземпляр остановлен, запустите его.`
          : 'Проверьте имя экземпляра (у IDENT это PZSQLSERVER) и что он запущен и принимает TCP/IP либо укажите его порт в DB_PORT, а DB_INSTANCE уберите.',
      ],
      en: [
        `SQL Server instance not found: ${t.address}.`,
        found.length > 0
          ? `The server has: ${found.join(', ')}. Correct DB_INSTANCE; if the right instance is stopped, start it.`
          : "Check the instance's name (IDENT's is PZSQLSERVER) and that it runs and takes TCP/IP, or give its port in DB_PORT and drop DB_INSTANCE.",
      ],
    }),
  databaseDenied: (t: Target) =>
    kind('IDENT_DATABASE_DENIED', exitCode.usage, false, {
      ru: [
        `База «${t.database}» на ${t.address} не существует или закрыта для логина «${t.user}».`,
        'Проверьте DB_NAME (IDENT называет базу PZ) и дайте логину роль db_datareader в этой базе.',
      ],
      en: [
        `Database "${t.database}" on ${t.address} does not exist or is closed to the login "${t.user}".`,
        'Check DB_NAME (IDENT calls its database PZ) and give the login the role db_datareader in that database.',
      ],
    }),
  tls: (t: Target) =>
    kind('IDENT_TLS_FAILED', exitCode.usage, false, {
      ru: [
        `Не удалось установить шифрованное соединение с ${t.address}.`,
        'Самоподписанный сертификат: DB_TRUST_CERTIFICATE=true. Старый SQL Server: DB_TLS_MIN=1.0. Сервер без шифрования: DB_ENCRYPT=false (пароль и данные пойдут по сети открыто).',
      ],
      en: [
        `No encrypted connection to ${t.address} could be made.`,
        'Self-signed certificate: DB_TRUST_CERTIFICATE=true. Old SQL Server: DB_TLS_MIN=1.0. Server without encryption: DB_ENCRYPT=false (password and data then travel in the clear).',
      ],
    }),
  busy: () =>
    kind('IDENT_BUSY', exitCode.temporary, true, {
      ru: [
        'База IDENT занята: её читает другая команда этой установки.',
        'К серверу клиники держим не больше двух соединений. Дождитесь конца команды (test-db, doctor) и повторите; передаче изменений это не мешает.',
      ],
      en: [
        "IDENT's database is busy: another command of this installation reads it.",
        "There are two connections to the clinic's server at most. Wait for the command's end (test-db, doctor) and try again; changes are carried over meanwhile.",
      ],
    }),
  timeout: (t: Target) =>
    kind('IDENT_TIMEOUT', exitCode.temporary, true, {
      ru: [
        `База данных ${t.address} не ответила вовремя.`,
        'Сервер занят: повтор будет позже сам. Если так бывает часто, увеличьте DB_COMMAND_TIMEOUT.',
      ],
      en: [
        `The database ${t.address} did not answer in time.`,
        'The server is busy; it is tried again later. If this is frequent, raise DB_COMMAND_TIMEOUT.',
      ],
    }),
  deadlock: (t: Target) =>
    kind('IDENT_DEADLOCK', exitCode.temporary, true, {
      ru: [
        `SQL Server ${t.address} прервал чтение, чтобы не мешать работе клиники (взаимная блокировка).`,
        'Делать ничего не нужно: чтение повторяется само.',
      ],
      en: [
        `SQL Server ${t.address} broke off the reading in favour of the clinic's own work (deadlock).`,
        'Nothing to do: the reading is repeated by itself.',
      ],
    }),
  locked: (t: Target) =>
    kind('IDENT_LOCKED', exitCode.temporary, true, {
      ru: [
        `Нужные строки базы ${t.address} заняты дольше допустимого.`,
        'Делать ничего не нужно: чтение повторяется само.',
      ],
      en: [
        `Rows in ${t.address} were locked for longer than we wait.`,
        'Nothing to do: the reading is repeated by itself.',
      ],
    }),
  serverBusy: (t: Target) =>
    kind('IDENT_SERVER_BUSY', exitCode.temporary, true, {
      ru: [
        `SQL Server ${t.address} перегружен: ему не хватает памяти, блокировок или соединений.`,
        'Делать ничего не нужно: чтение повторяется само. Если так бывает часто, покажите это тому, кто обслуживает сервер клиники.',
      ],
      en: [
        `SQL Server ${t.address} is overloaded: it is short of memory, locks or connections.`,
        "Nothing to do: the reading is repeated by itself. If this is frequent, tell whoever looks after the clinic's server.",
      ],
    }),
  databaseAway: (t: Target) =>
    kind('IDENT_DATABASE_AWAY', exitCode.temporary, true, {
      ru: [
        `База «${t.database}» на ${t.address} сейчас закрыта: сервер запускается, останавливается или восстанавливает её.`,
        'Делать ничего не нужно: чтение начнётся само, когда база откроется. Если она закрыта долго, покажите это тому, кто обслуживает сервер клиники.',
      ],
      en: [
        `Database "${t.database}" on ${t.address} is closed at the moment: the server is starting, stopping or recovering it.`,
        "Nothing to do: reading begins by itself when it is open. If it stays closed, tell whoever looks after the clinic's server.",
      ],
    }),
  serverInTrouble: (t: Target, fault: { readonly number: number }) =>
    kind('IDENT_SERVER_IN_TROUBLE', exitCode.temporary, false, {
      ru: [
        `Серверу клиники ${t.address} плохо: SQL Server сообщает о повреждённых данных, переполненном диске или недоступном журнале (ошибка ${fault.number}).`,
        'Сразу сообщите тому, кто обслуживает сервер: это касается и самого IDENT. Проверьте место на дисках сервера и свежесть резервной копии, затем DBCC CHECKDB.',
      ],
      en: [
        `The clinic's server ${t.address} is in trouble: SQL Server reports damaged data, a full disk or a log that is not available (error ${fault.number}).`,
        'Tell whoever looks after the server at once: this concerns IDENT itself. Check the room on its disks and the latest backup, then run DBCC CHECKDB.',
      ],
    }),
  encryptionDemanded: (t: Target) =>
    kind('IDENT_ENCRYPTION_DEMANDED', exitCode.usage, false, {
      ru: [
        `SQL Server ${t.address} принимает только шифрованные соединения.`,
        'Укажите DB_ENCRYPT=true. Если сертификат сервера самоподписанный, ещё и DB_TRUST_CERTIFICATE=true.',
      ],
      en: [
        `SQL Server ${t.address} takes encrypted connections only.`,
        'Set DB_ENCRYPT=true, and with a self-signed certificate DB_TRUST_CERTIFICATE=true as well.',
      ],
    }),
  oldSignature: (t: Target) =>
    kind('IDENT_TLS_OLD_SIGNATURE', exitCode.usage, false, {
      ru: [
        `SQL Server ${t.address} обрывает шифрованное соединение: его сертификат подписан по-старому (SHA-1), а такую подпись мы ему не предлагали.`,
        'Это SQL Server 2012–2016 с сертификатом, который он сделал себе сам: укажите DB_TRUST_CERTIFICATE=true (в доверенной сети) или поставьте на сервер сертификат с подписью SHA-256.',
      ],
      en: [
        `SQL Server ${t.address} breaks the encrypted connection off: its certificate has an old signature (SHA-1), which was not offered to it.`,
        'This is SQL Server 2012–2016 with the certificate that it made for itself: set DB_TRUST_CERTIFICATE=true (on a network that you trust), or give the server a certificate signed with SHA-256.',
      ],
    }),
  oldTls: (t: Target, offered: { readonly min: string; readonly works: string }) =>
    kind('IDENT_TLS_OLD_VERSION', exitCode.usage, false, {
      ru: [
        `SQL Server ${t.address} не умеет шифровать так, как требует DB_TLS_MIN=${offered.min}.`,
        `С DB_TLS_MIN=${offered.works} соединение устанавливается. Лучше обновить SQL Server: TLS 1.0 и 1.1 устарели.`,
      ],
      en: [
        `SQL Server ${t.address} cannot encrypt as DB_TLS_MIN=${offered.min} demands.`,
        `With DB_TLS_MIN=${offered.works} the connection is made. Better update SQL Server: TLS 1.0 and 1.1 are outdated.`,
      ],
    }),
  browserSilent: (t: Target) =>
    kind('IDENT_BROWSER_SILENT', exitCode.temporary, true, {
      ru: [
        `Служба SQL Server Browser не ответила, какой порт у экземпляра ${t.address}.`,
        'Проверьте, что сервер включён, служба SQL Server Browser запущена и UDP-порт 1434 открыт. Или укажите порт экземпляра в DB_PORT, а DB_INSTANCE уберите.',
      ],
      en: [
        `SQL Server Browser did not tell the port of the instance ${t.address}.`,
        "Check that the server and its SQL Server Browser service run and that UDP port 1434 is open, or give the instance's port in DB_PORT and drop DB_INSTANCE.",
      ],
    }),
  connectionLost: (t: Target) =>
    kind('IDENT_CONNECTION_LOST', exitCode.temporary, true, {
      ru: [
        `Соединение с ${t.address} оборвалось.`,
        'Чтение повторяется само. Если обрывы часты, проверьте сеть между этим компьютером и сервером.',
      ],
      en: [
        `The connection to ${t.address} broke.`,
        'The reading is repeated by itself. If this is frequent, check the network to the server.',
      ],
    }),
  tableDenied: (t: Target) =>
    kind('IDENT_TABLE_DENIED', exitCode.usage, false, {
      ru: [
        `Логину «${t.user}» не разрешено читать таблицы базы «${t.database}».`,
        'Дайте ему роль db_datareader: ALTER ROLE db_datareader ADD MEMBER …',
      ],
      en: [
        `The login "${t.user}" may not read the tables of "${t.database}".`,
        'Give it the role db_datareader: ALTER ROLE db_datareader ADD MEMBER …',
      ],
    }),
  notIdent: (t: Target) =>
    kind('IDENT_NO_TABLES', exitCode.usage, false, {
      ru: [
        `В базе «${t.database}» (${t.address}) нет таблиц IDENT Patients и Persons.`,
        'Проверьте DB_NAME: это должна быть рабочая база IDENT, обычно PZ. Если база верна, логину не видны её таблицы: дайте ему роль db_datareader.',
      ],
      en: [
        `Database "${t.database}" (${t.address}) has no IDENT tables Patients and Persons.`,
        "Check DB_NAME: it must be IDENT's own database, PZ as a rule. If it is, the login does not see its tables: give it the role db_datareader.",
      ],
    }),
  fileNotFound: (t: Target) =>
    kind('IDENT_FILE_NOT_FOUND', exitCode.usage, false, {
      ru: [`Файл базы данных не открывается: ${t.address}.`, 'Проверьте DB_FILE и права на файл.'],
      en: [`The database file cannot be opened: ${t.address}.`, 'Check DB_FILE and its rights.'],
    }),
  notADatabase: (t: Target) =>
    kind('IDENT_FILE_NOT_A_DATABASE', exitCode.usage, false, {
      ru: [`Файл ${t.address} не является базой SQLite или повреждён.`, 'Проверьте DB_FILE.'],
      en: [`The file ${t.address} is no SQLite database, or is damaged.`, 'Check DB_FILE.'],
    }),
  queryFailed: (t: Target, fault: { readonly number: number | string }) =>
    kind('IDENT_QUERY_FAILED', exitCode.failed, false, {
      ru: [
        `База данных ${t.address} не выполнила запрос (ошибка ${fault.number}).`,
        'Запустите test-db: он покажет, что найдено в базе. Если профиль свой, проверьте имена таблиц и столбцов.',
      ],
      en: [
        `The database ${t.address} did not run a query (error ${fault.number}).`,
        'Run test-db: it shows what was found. If the profile is your own, check its table and column names.',
      ],
    }),
  profileInvalid: (p: { readonly file: string; readonly mistakes: readonly string[] }) =>
    kind('IDENT_PROFILE_INVALID', exitCode.usage, false, {
      ru: [
        `Профиль ${p.file} не подходит: ${p.mistakes.join('; ')}.`,
        'Образец и описание: docs/profiles.md, поставляемые профили ident и sample.',
      ],
      en: [
        `Profile ${p.file} is not valid: ${p.mistakes.join('; ')}.`,
        'See docs/profiles.md and the shipped profiles ident and sample.',
      ],
    }),
  profileNotFound: (p: { readonly file: string }) =>
    kind('IDENT_PROFILE_NOT_FOUND', exitCode.usage, false, {
      ru: [
        `Профиль IDENT не найден: ${p.file}.`,
        'IDENT_PROFILE: ident, sample или путь к файлу JSON.',
      ],
      en: [
        `IDENT profile not found: ${p.file}.`,
        'IDENT_PROFILE: ident, sample or the path of a JSON file.',
      ],
    }),
} as const;

/** A failure of the clinic's database; `fault` is there when the server itself reported it. */
export class IdentError extends AppError {
  readonly fault: ServerFault | null;

  constructor(kind: ErrorKind, fault: ServerFault | null = null) {
    super(kind);
    this.fault = fault;
  }
}

type Texts = { readonly [L in 'ru' | 'en']: readonly [message: string, hint: string] };

function kind(code: string, exit: ErrorKind['exit'], retryable: boolean, texts: Texts): ErrorKind {
  return {
    code,
    exit,
    retryable,
    ru: { message: texts.ru[0], hint: texts.ru[1] },
    en: { message: texts.en[0], hint: texts.en[1] },
  };
}
