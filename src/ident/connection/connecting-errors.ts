import { errorKind, exitCode } from '../../app-error.ts';
import type { Target } from './connection.ts';

/** What keeps a connection to the clinic's database from being made. */
export const connectingErrors = {
  loginFailed: (t: Target) =>
    errorKind('IDENT_LOGIN_FAILED', exitCode.usage, false, {
      ru: `SQL Server ${t.address} не принял логин «${t.user}» или его пароль.`,
      ruHint:
        'Проверьте DB_USER и DB_PASSWORD. Если пароль верный, включите на сервере смешанную проверку подлинности (SQL Server and Windows Authentication mode): при «только Windows» ответ такой же.',
      en: `SQL Server ${t.address} refused the login "${t.user}" or its password.`,
      enHint:
        'Check DB_USER and DB_PASSWORD. If they are right, switch the server to mixed authentication: in Windows-only mode it answers the same.',
    }),
  windowsLoginOnly: (t: Target) =>
    errorKind('IDENT_WINDOWS_LOGIN_ONLY', exitCode.usage, false, {
      ru: `SQL Server ${t.address} принимает только учётные записи Windows.`,
      ruHint:
        'Включите смешанную проверку подлинности и создайте логин SQL Server только для чтения либо укажите DB_DOMAIN, чтобы входить учётной записью Windows.',
      en: `SQL Server ${t.address} takes Windows logins only.`,
      enHint:
        'Switch it to mixed authentication and make a read-only SQL login, or set DB_DOMAIN to log in with a Windows account.',
    }),
  unreachable: (t: Target) =>
    errorKind('IDENT_UNREACHABLE', exitCode.temporary, true, {
      ru: `SQL Server ${t.address} не отвечает.`,
      ruHint:
        'Проверьте, что сервер включён, в SQL Server Configuration Manager разрешён протокол TCP/IP, порт верный (DB_PORT) и открыт в брандмауэре. IDENT ставит SQL Server экземпляром PZSQLSERVER на своём порту: DB_HOST=сервер\\PZSQLSERVER.',
      en: `SQL Server ${t.address} does not answer.`,
      enHint:
        'Check that it runs, that TCP/IP is enabled in SQL Server Configuration Manager, that the port is right (DB_PORT) and open in the firewall. IDENT installs SQL Server as the instance PZSQLSERVER on a port of its own: DB_HOST=server\\PZSQLSERVER.',
    }),
  notSqlServer: (t: Target) =>
    errorKind('IDENT_NOT_SQL_SERVER', exitCode.usage, false, {
      ru: `По адресу ${t.address} отвечает не SQL Server, а другая программа.`,
      ruHint:
        'Проверьте DB_HOST и DB_PORT: порт SQL Server обычно 1433, у экземпляра – свой. IDENT ставит экземпляр PZSQLSERVER: DB_HOST=сервер\\PZSQLSERVER, без DB_PORT.',
      en: `What answers at ${t.address} is not SQL Server but another program.`,
      enHint:
        "Check DB_HOST and DB_PORT: SQL Server's port is 1433 as a rule, an instance has its own. IDENT installs the instance PZSQLSERVER: DB_HOST=server\\PZSQLSERVER, without DB_PORT.",
    }),
  hostUnknown: (t: Target) =>
    errorKind('IDENT_HOST_UNKNOWN', exitCode.usage, false, {
      ru: `Имя сервера базы данных не находится: ${t.address}.`,
      ruHint: 'Проверьте DB_HOST или укажите IP-адрес.',
      en: `The database server's name cannot be resolved: ${t.address}.`,
      enHint: 'Check DB_HOST or give an IP address.',
    }),
  instanceNotFound: (t: Target, found: readonly string[] = []) =>
    errorKind('IDENT_INSTANCE_NOT_FOUND', exitCode.temporary, true, {
      ru: `Экземпляр SQL Server не найден: ${t.address}.`,
      ruHint:
        found.length > 0
          ? `На сервере есть: ${found.join(', ')}. Исправьте DB_INSTANCE; если нужный экземпляр остановлен, запустите его.`
          : 'Проверьте имя экземпляра (у IDENT это PZSQLSERVER) и что он запущен и принимает TCP/IP либо укажите его порт в DB_PORT, а DB_INSTANCE уберите.',
      en: `SQL Server instance not found: ${t.address}.`,
      enHint:
        found.length > 0
          ? `The server has: ${found.join(', ')}. Correct DB_INSTANCE; if the right instance is stopped, start it.`
          : "Check the instance's name (IDENT's is PZSQLSERVER) and that it runs and takes TCP/IP, or give its port in DB_PORT and drop DB_INSTANCE.",
    }),
  databaseDenied: (t: Target) =>
    errorKind('IDENT_DATABASE_DENIED', exitCode.usage, false, {
      ru: `База «${t.database}» на ${t.address} не существует или закрыта для логина «${t.user}».`,
      ruHint:
        'Проверьте DB_NAME (IDENT называет базу PZ) и дайте логину роль db_datareader в этой базе.',
      en: `Database "${t.database}" on ${t.address} does not exist or is closed to the login "${t.user}".`,
      enHint:
        'Check DB_NAME (IDENT calls its database PZ) and give the login the role db_datareader in that database.',
    }),
  tls: (t: Target) =>
    errorKind('IDENT_TLS_FAILED', exitCode.usage, false, {
      ru: `Не удалось установить шифрованное соединение с ${t.address}.`,
      ruHint:
        'Самоподписанный сертификат: DB_TRUST_CERTIFICATE=true. Старый SQL Server: DB_TLS_MIN=1.0. Сервер без шифрования: DB_ENCRYPT=false (пароль и данные пойдут по сети открыто).',
      en: `No encrypted connection to ${t.address} could be made.`,
      enHint:
        'Self-signed certificate: DB_TRUST_CERTIFICATE=true. Old SQL Server: DB_TLS_MIN=1.0. Server without encryption: DB_ENCRYPT=false (password and data then travel in the clear).',
    }),
  encryptionDemanded: (t: Target) =>
    errorKind('IDENT_ENCRYPTION_DEMANDED', exitCode.usage, false, {
      ru: `SQL Server ${t.address} принимает только шифрованные соединения.`,
      ruHint:
        'Укажите DB_ENCRYPT=true. Если сертификат сервера самоподписанный, ещё и DB_TRUST_CERTIFICATE=true.',
      en: `SQL Server ${t.address} takes encrypted connections only.`,
      enHint:
        'Set DB_ENCRYPT=true, and with a self-signed certificate DB_TRUST_CERTIFICATE=true as well.',
    }),
  oldSignature: (t: Target) =>
    errorKind('IDENT_TLS_OLD_SIGNATURE', exitCode.usage, false, {
      ru: `SQL Server ${t.address} обрывает шифрованное соединение: его сертификат подписан по-старому (SHA-1), а такую подпись мы ему не предлагали.`,
      ruHint:
        'Это SQL Server 2012–2016 с сертификатом, который он сделал себе сам: укажите DB_TRUST_CERTIFICATE=true (в доверенной сети) или поставьте на сервер сертификат с подписью SHA-256.',
      en: `SQL Server ${t.address} breaks the encrypted connection off: its certificate has an old signature (SHA-1), which was not offered to it.`,
      enHint:
        'This is SQL Server 2012–2016 with the certificate that it made for itself: set DB_TRUST_CERTIFICATE=true (on a network that you trust), or give the server a certificate signed with SHA-256.',
    }),
  oldTls: (t: Target, offered: { readonly min: string; readonly works: string }) =>
    errorKind('IDENT_TLS_OLD_VERSION', exitCode.usage, false, {
      ru: `SQL Server ${t.address} не умеет шифровать так, как требует DB_TLS_MIN=${offered.min}.`,
      ruHint: `С DB_TLS_MIN=${offered.works} соединение устанавливается. Лучше обновить SQL Server: TLS 1.0 и 1.1 устарели.`,
      en: `SQL Server ${t.address} cannot encrypt as DB_TLS_MIN=${offered.min} demands.`,
      enHint: `With DB_TLS_MIN=${offered.works} the connection is made. Better update SQL Server: TLS 1.0 and 1.1 are outdated.`,
    }),
  browserSilent: (t: Target) =>
    errorKind('IDENT_BROWSER_SILENT', exitCode.temporary, true, {
      ru: `Служба SQL Server Browser не ответила, какой порт у экземпляра ${t.address}.`,
      ruHint:
        'Проверьте, что сервер включён, служба SQL Server Browser запущена и UDP-порт 1434 открыт. Или укажите порт экземпляра в DB_PORT, а DB_INSTANCE уберите.',
      en: `SQL Server Browser did not tell the port of the instance ${t.address}.`,
      enHint:
        "Check that the server and its SQL Server Browser service run and that UDP port 1434 is open, or give the instance's port in DB_PORT and drop DB_INSTANCE.",
    }),
  busy: () =>
    errorKind('IDENT_BUSY', exitCode.temporary, true, {
      ru: 'База IDENT занята: её читает другая команда этой установки.',
      ruHint:
        'К серверу клиники держим не больше двух соединений. Дождитесь конца команды (test-db, doctor) и повторите; передаче изменений это не мешает.',
      en: "IDENT's database is busy: another command of this installation reads it.",
      enHint:
        "There are two connections to the clinic's server at most. Wait for the command's end (test-db, doctor) and try again; changes are carried over meanwhile.",
    }),
} as const;
