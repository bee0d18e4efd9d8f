import type { SettingTable, SettingType } from '../setting.ts';
import { oneOf, parsed, secretText, text } from '../types/setting-types.ts';

/** Where a state is: in a file, or on a server. */
export type StatePlace = { readonly file: string } | ServerPlace;

export interface ServerPlace {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly hasPassword: boolean;
}

const stateUrl: SettingType<StatePlace> = parsed(
  'sqlite: и путь, например sqlite:data/state.db, или postgres://пользователь@сервер/база',
  'sqlite: and a path, such as sqlite:data/state.db, or postgres://user@server/database',
  (value) => {
    const file = /^sqlite:(?:\/\/)?(.+)$/.exec(value)?.[1];
    return file === undefined ? serverOf(value) : { file };
  },
);

const serverUrl: SettingType<ServerPlace> = parsed(
  'postgres://пользователь@сервер/база',
  'postgres://user@server/database',
  serverOf,
);

function serverOf(value: string): ServerPlace | undefined {
  const url = /^postgres(?:ql)?:\/\//i.test(value) ? URL.parse(value) : null;
  if (url === null || url.search !== '' || url.hash !== '') return undefined;
  const database = decoded(url.pathname.slice(1));
  const user = decoded(url.username);
  if (url.hostname === '' || !user || !database || database.includes('/')) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 5_432 : Number(url.port);
  return { host, port, user, database, hasPassword: url.password !== '' };
}

/** `undefined`: a % that means nothing. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** As PostgreSQL takes it without quotes; its own names begin with pg_. */
const schemaName: SettingType<string> = parsed(
  'до 40 строчных латинских букв, цифр и _, первой буква; не ident_amocrm и не pg_…',
  'up to 40 small latin letters, digits and _, a letter first; neither ident_amocrm nor pg_…',
  (value) =>
    /^[a-z][a-z0-9_]{0,39}$/.test(value) && !/^(pg_|ident_amocrm(_jobs)?$|public$)/.test(value)
      ? value
      : undefined,
);

export const stateSettings = {
  STATE_URL: {
    type: stateUrl,
    default: 'sqlite:data/state.db',
    ru: 'Где хранится состояние: связи пациентов с контактами и хеши отправленного. Делайте копии вместе с ключом.',
    en: 'Where the state is kept: which contact is which patient, and hashes of what was sent. Back it up with its key.',
  },
  STATE_READ_URL: {
    type: serverUrl,
    ru: 'Второй адрес того же сервера и той же базы PostgreSQL, по которому читают страницы: может вести через пул соединений (PgBouncer). Без него страницы читают по STATE_URL.',
    en: 'A second address of the same server and database of PostgreSQL, by which the pages read: it may lead through a connection pooler (PgBouncer). Without it pages read by STATE_URL.',
  },
  STATE_PASSWORD: {
    type: secretText,
    secret: true,
    ru: 'Пароль пользователя PostgreSQL (состояние на сервере); без него берётся строка из PGPASSFILE.',
    en: 'The password of the PostgreSQL user (a state on a server); without it the line of PGPASSFILE is taken.',
  },
  STATE_SCHEMA: {
    type: schemaName,
    default: 'clinic',
    ru: 'Схема PostgreSQL с состоянием; у каждой клиники своя.',
    en: 'The schema of PostgreSQL that holds the state; each clinic has its own.',
  },
  STATE_TLS: {
    type: oneOf('verify', 'encrypt', 'off'),
    ru: 'Соединение с PostgreSQL: verify проверяет сертификат, encrypt только шифрует, off не шифрует. По умолчанию verify, а на этом же компьютере off.',
    en: 'The connection to PostgreSQL: verify checks the certificate, encrypt only encrypts, off does neither. By default verify, on this very machine off.',
  },
  STATE_TLS_CA_FILE: {
    type: text,
    ru: 'Файл с сертификатом центра, которым подписан сертификат PostgreSQL (PEM).',
    en: 'The file with the certificate of the authority that signed that of PostgreSQL (PEM).',
  },
  STATE_KEY: {
    type: secretText,
    secret: true,
    ru: 'Ключ состояния, если он задаётся явно (не короче 20 знаков, случайный; не меняйте: состояние без своего ключа не открывается).',
    en: 'The key of the state when given directly (20 random characters or more; never change it: a state does not open without its key).',
  },
  STATE_KEY_FILE: {
    type: text,
    ru: 'Файл ключа состояния; создаётся сам. По умолчанию рядом с состоянием: data/state.key (для PostgreSQL: data/<схема>.key).',
    en: 'The file of the key; it makes itself. By default beside the state: data/state.key (for PostgreSQL: data/<schema>.key).',
  },
  STATE_OWNER: {
    type: text,
    ru: 'Имя этой установки (в Docker его даёт compose.yaml: имя проекта). Кто первым работал с состоянием, тот его и подписал; другому имени откажут, пока не сказано state accept-owner.',
    en: 'The name of this installation (in Docker compose.yaml gives it: the name of the project). Who works on a state first signs it; another name is refused until state accept-owner says otherwise.',
  },
} satisfies SettingTable;
