import type { SettingTable } from '../setting.ts';
import { isHostName } from '../types/host-name.ts';
import {
  flag,
  integer,
  names,
  oneOf,
  parsed,
  port,
  secretText,
  text,
} from '../types/setting-types.ts';

/** What SQL Server people write as a server: host, and perhaps the instance or the port. */
interface ServerAddress {
  readonly host: string;
  readonly instance?: string;
  readonly port?: number;
}

const mostPort = 65_535;

/** `host`, `host\instance`, `host,port`; also with the colon that other databases have before a port. */
const serverAddress = parsed<ServerAddress>(
  String.raw`имя или адрес сервера: srv, 192.168.0.10, srv\IDENT или srv,1433`,
  String.raw`name or address of the server: srv, 192.168.0.10, srv\IDENT or srv,1433`,
  (value) => {
    const bare = value.replace(/^tcp:/i, '');
    const match =
      /^(?:\[([\da-f:.]+)\]|([^\\,:\s]+|[\da-f:]*:[\da-f:.]*:[\da-f:.]*))(?:\\([\w$#-]+))?(?:\s*[,:]\s*(\d{1,5}))?$/i.exec(
        bare,
      );
    const [, bracketed, plain, instance, portText] = match ?? [];
    const name = bracketed ?? plain;
    const port = portText === undefined ? undefined : Number(portText);
    if (name === undefined || (port !== undefined && (port < 1 || port > mostPort))) {
      return undefined;
    }
    const host = /^(\.|\(local\))$/i.test(name) ? 'localhost' : name;
    if (!isHostName(host)) return undefined;
    // As SQL Server's own clients do: a port names the instance well enough, the Browser is not asked.
    if (port !== undefined) return { host, port };
    return instance === undefined || instance.toUpperCase() === 'MSSQLSERVER'
      ? { host }
      : { host, instance };
  },
);

/** `[PZ]` is how T-SQL writes the name PZ. */
const databaseName = parsed(text.expected.ru, text.expected.en, (value) => {
  const name = value.replace(/^\[([^[\]]+)\]$/, '$1');
  return name === '' ? undefined : name;
});

const instanceName = parsed(
  'имя экземпляра без сервера, например PZSQLSERVER',
  'the name of the instance without the server, such as PZSQLSERVER',
  (value) => (/^[\w$#-]+$/.test(value) ? value : undefined),
);

export const databaseSettings = {
  DB_CLIENT: {
    type: oneOf('mssql', 'sqlite'),
    default: 'mssql',
    ru: 'mssql: база IDENT на Microsoft SQL Server; sqlite: учебная база из файла DB_FILE.',
    en: 'mssql: the database of IDENT on Microsoft SQL Server; sqlite: a sample database, DB_FILE.',
  },
  DB_HOST: {
    type: serverAddress,
    example: '',
    ru: String.raw`Сервер базы IDENT: srv\PZSQLSERVER (так ставит IDENT), srv, 192.168.0.10 или srv,1433.`,
    en: String.raw`The server of IDENT's database: srv\PZSQLSERVER (as IDENT installs it), srv or srv,1433.`,
  },
  DB_PORT: {
    type: port,
    default: '1433',
    example: '1433',
    ru: 'Порт SQL Server, если не задан экземпляр.',
    en: 'The port of SQL Server, where no instance is given.',
  },
  DB_INSTANCE: {
    type: instanceName,
    ru: 'Именованный экземпляр, у IDENT PZSQLSERVER (порт сообщит SQL Server Browser, UDP 1434).',
    en: "A named instance, IDENT's is PZSQLSERVER (SQL Server Browser, UDP 1434, tells its port).",
  },
  DB_NAME: {
    type: databaseName,
    default: 'PZ',
    example: 'PZ',
    ru: 'Имя базы IDENT, обычно PZ.',
    en: "The name of IDENT's database, PZ as a rule.",
  },
  DB_USER: {
    type: text,
    example: '',
    ru: 'Пользователь с правом только чтения (db_datareader).',
    en: 'A user who may only read (db_datareader).',
  },
  DB_PASSWORD: {
    type: secretText,
    secret: true,
    example: '',
    ru: 'Пароль. Если в нём есть #, $ или пробел, возьмите его в одинарные кавычки.',
    en: 'The password. Put it into single quotes if it holds a #, a $ or a space.',
  },
  DB_DOMAIN: {
    type: text,
    ru: 'Домен Windows: вход учётной записью Windows (NTLM) вместо учётной записи SQL Server.',
    en: 'A Windows domain: log in with a Windows account (NTLM) instead of one of SQL Server.',
  },
  DB_ENCRYPT: {
    type: flag,
    default: 'true',
    ru: 'Шифровать соединение с базой. false только для очень старых серверов.',
    en: 'Encrypt the connection to the database. false for very old servers only.',
  },
  DB_TRUST_CERTIFICATE: {
    type: flag,
    default: 'false',
    example: 'true',
    ru: 'Доверять сертификату, который SQL Server выписал себе сам (так почти во всех клиниках).',
    en: 'Trust the certificate that SQL Server made for itself (the case in almost every clinic).',
  },
  DB_TLS_MIN: {
    type: oneOf('1.0', '1.1', '1.2', '1.3'),
    default: '1.2',
    ru: 'Наименьшая версия TLS: 1.0 для необновлённых SQL Server 2012 и 2014.',
    en: 'The lowest version of TLS: 1.0 for SQL Server 2012 and 2014 without updates.',
  },
  DB_CONNECTION_TIMEOUT: {
    type: integer(1, 600),
    default: '15',
    ru: 'Сколько секунд ждать соединения.',
    en: 'Seconds to wait for a connection.',
  },
  DB_COMMAND_TIMEOUT: {
    type: integer(1, 3600),
    default: '60',
    ru: 'Сколько секунд ждать ответа на запрос.',
    en: 'Seconds to wait for a query.',
  },
  DB_FILE: {
    type: text,
    default: 'data/ident-sample.db',
    ru: 'Файл учебной базы при DB_CLIENT=sqlite.',
    en: 'The file of the sample database when DB_CLIENT=sqlite.',
  },
  DB_DRIVER: {
    type: text,
    ru: 'Принимается, но не нужна: драйвер ODBC не требуется.',
    en: 'Accepted but not needed: no ODBC driver is required.',
  },
  IDENT_PROFILE: {
    type: text,
    ru: 'Откуда берутся поля: ident (для mssql по умолчанию), sample (для sqlite) или свой файл.',
    en: 'Where the fields come from: ident (the default of mssql), sample (of sqlite) or a file.',
  },
  BRANCHES: {
    type: names,
    ru: 'Только пациенты этих филиалов: названия как в IDENT, через запятую; названия с запятой в кавычках.',
    en: "Only patients of these branches: IDENT's names, by commas; a name with a comma in quotes.",
  },
  BRANCHES_EMPTY: {
    type: oneOf('exclude', 'include'),
    default: 'exclude',
    ru: 'При BRANCHES: переносить ли (include) и тех, у кого нет ни одного приёма.',
    en: 'With BRANCHES: whether (include) those without any reception go, too.',
  },
} satisfies SettingTable;
