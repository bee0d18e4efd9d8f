import { AppError, type ErrorKind, errorKind, exitCode } from '../../app-error.ts';
import { connectingErrors } from './connecting-errors.ts';
import type { Target } from './connection.ts';

/** What the server said of a failure, without its words: those may quote a patient's data (I7). */
export interface ServerFault {
  readonly number: number;
  readonly state: number;
  readonly class: number;
}

/** All that can go wrong with the clinic's database, as a person is told of it. */
export const identErrors = {
  ...connectingErrors,
  timeout: (t: Target) =>
    errorKind('IDENT_TIMEOUT', exitCode.temporary, true, {
      ru: `База данных ${t.address} не ответила вовремя.`,
      ruHint:
        'Сервер занят: повтор будет позже сам. Если так бывает часто, увеличьте DB_COMMAND_TIMEOUT.',
      en: `The database ${t.address} did not answer in time.`,
      enHint:
        'The server is busy; it is tried again later. If this is frequent, raise DB_COMMAND_TIMEOUT.',
    }),
  deadlock: (t: Target) =>
    errorKind('IDENT_DEADLOCK', exitCode.temporary, true, {
      ru: `SQL Server ${t.address} прервал чтение, чтобы не мешать работе клиники (взаимная блокировка).`,
      ruHint: 'Делать ничего не нужно: чтение повторяется само.',
      en: `SQL Server ${t.address} broke off the reading in favour of the clinic's own work (deadlock).`,
      enHint: 'Nothing to do: the reading is repeated by itself.',
    }),
  locked: (t: Target) =>
    errorKind('IDENT_LOCKED', exitCode.temporary, true, {
      ru: `Нужные строки базы ${t.address} заняты дольше допустимого.`,
      ruHint: 'Делать ничего не нужно: чтение повторяется само.',
      en: `Rows in ${t.address} were locked for longer than we wait.`,
      enHint: 'Nothing to do: the reading is repeated by itself.',
    }),
  serverBusy: (t: Target) =>
    errorKind('IDENT_SERVER_BUSY', exitCode.temporary, true, {
      ru: `SQL Server ${t.address} перегружен: ему не хватает памяти, блокировок или соединений.`,
      ruHint:
        'Делать ничего не нужно: чтение повторяется само. Если так бывает часто, покажите это тому, кто обслуживает сервер клиники.',
      en: `SQL Server ${t.address} is overloaded: it is short of memory, locks or connections.`,
      enHint:
        "Nothing to do: the reading is repeated by itself. If this is frequent, tell whoever looks after the clinic's server.",
    }),
  databaseAway: (t: Target) =>
    errorKind('IDENT_DATABASE_AWAY', exitCode.temporary, true, {
      ru: `База «${t.database}» на ${t.address} сейчас закрыта: сервер запускается, останавливается или восстанавливает её.`,
      ruHint:
        'Делать ничего не нужно: чтение начнётся само, когда база откроется. Если она закрыта долго, покажите это тому, кто обслуживает сервер клиники.',
      en: `Database "${t.database}" on ${t.address} is closed at the moment: the server is starting, stopping or recovering it.`,
      enHint:
        "Nothing to do: reading begins by itself when it is open. If it stays closed, tell whoever looks after the clinic's server.",
    }),
  serverInTrouble: (t: Target, fault: { readonly number: number }) =>
    errorKind('IDENT_SERVER_IN_TROUBLE', exitCode.temporary, false, {
      ru: `Серверу клиники ${t.address} плохо: SQL Server сообщает о повреждённых данных, переполненном диске или недоступном журнале (ошибка ${fault.number}).`,
      ruHint:
        'Сразу сообщите тому, кто обслуживает сервер: это касается и самого IDENT. Проверьте место на дисках сервера и свежесть резервной копии, затем DBCC CHECKDB.',
      en: `The clinic's server ${t.address} is in trouble: SQL Server reports damaged data, a full disk or a log that is not available (error ${fault.number}).`,
      enHint:
        'Tell whoever looks after the server at once: this concerns IDENT itself. Check the room on its disks and the latest backup, then run DBCC CHECKDB.',
    }),
  connectionLost: (t: Target) =>
    errorKind('IDENT_CONNECTION_LOST', exitCode.temporary, true, {
      ru: `Соединение с ${t.address} оборвалось.`,
      ruHint:
        'Чтение повторяется само. Если обрывы часты, проверьте сеть между этим компьютером и сервером.',
      en: `The connection to ${t.address} broke.`,
      enHint:
        'The reading is repeated by itself. If this is frequent, check the network to the server.',
    }),
  tableDenied: (t: Target) =>
    errorKind('IDENT_TABLE_DENIED', exitCode.usage, false, {
      ru: `Логину «${t.user}» не разрешено читать таблицы базы «${t.database}».`,
      ruHint: 'Дайте ему роль db_datareader: ALTER ROLE db_datareader ADD MEMBER …',
      en: `The login "${t.user}" may not read the tables of "${t.database}".`,
      enHint: 'Give it the role db_datareader: ALTER ROLE db_datareader ADD MEMBER …',
    }),
  notIdent: (t: Target) =>
    errorKind('IDENT_NO_TABLES', exitCode.usage, false, {
      ru: `В базе «${t.database}» (${t.address}) нет таблиц IDENT Patients и Persons.`,
      ruHint:
        'Проверьте DB_NAME: это должна быть рабочая база IDENT, обычно PZ. Если база верна, логину не видны её таблицы: дайте ему роль db_datareader.',
      en: `Database "${t.database}" (${t.address}) has no IDENT tables Patients and Persons.`,
      enHint:
        "Check DB_NAME: it must be IDENT's own database, PZ as a rule. If it is, the login does not see its tables: give it the role db_datareader.",
    }),
  fileNotFound: (t: Target) =>
    errorKind('IDENT_FILE_NOT_FOUND', exitCode.usage, false, {
      ru: `Файл базы данных не открывается: ${t.address}.`,
      ruHint: 'Проверьте DB_FILE и права на файл.',
      en: `The database file cannot be opened: ${t.address}.`,
      enHint: 'Check DB_FILE and its rights.',
    }),
  notADatabase: (t: Target) =>
    errorKind('IDENT_FILE_NOT_A_DATABASE', exitCode.usage, false, {
      ru: `Файл ${t.address} не является базой SQLite или повреждён.`,
      ruHint: 'Проверьте DB_FILE.',
      en: `The file ${t.address} is no SQLite database, or is damaged.`,
      enHint: 'Check DB_FILE.',
    }),
  queryFailed: (t: Target, fault: { readonly number: number | string }) =>
    errorKind('IDENT_QUERY_FAILED', exitCode.failed, false, {
      ru: `База данных ${t.address} не выполнила запрос (ошибка ${fault.number}).`,
      ruHint:
        'Запустите test-db: он покажет, что найдено в базе. Если профиль свой, проверьте имена таблиц и столбцов.',
      en: `The database ${t.address} did not run a query (error ${fault.number}).`,
      enHint:
        'Run test-db: it shows what was found. If the profile is your own, check its table and column names.',
    }),
  profileInvalid: (p: { readonly file: string; readonly mistakes: readonly string[] }) =>
    errorKind('IDENT_PROFILE_INVALID', exitCode.usage, false, {
      ru: `Профиль ${p.file} не подходит: ${p.mistakes.join('; ')}.`,
      ruHint: 'Образец и описание: docs/profiles.md, поставляемые профили ident и sample.',
      en: `Profile ${p.file} is not valid: ${p.mistakes.join('; ')}.`,
      enHint: 'See docs/profiles.md and the shipped profiles ident and sample.',
    }),
  profileNotFound: (p: { readonly file: string }) =>
    errorKind('IDENT_PROFILE_NOT_FOUND', exitCode.usage, false, {
      ru: `Профиль IDENT не найден: ${p.file}.`,
      ruHint: 'IDENT_PROFILE: ident, sample или путь к файлу JSON.',
      en: `IDENT profile not found: ${p.file}.`,
      enHint: 'IDENT_PROFILE: ident, sample or the path of a JSON file.',
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
