import { isLoopback } from '../../../network/loopback.ts';
import type { StateServer } from '../../../state/postgres/server.ts';
import type { ServerFacts } from '../../../state/postgres/server-facts.ts';
import { type Diagnosis, ok, problem, warning } from '../../diagnosis.ts';

/** PostgreSQL 15: the oldest that its makers still mend, and that this program is tried on. */
const oldest = 15;

/** Whether the server lets our user do what a pass needs, and keeps what it has acknowledged; the gravest first. */
export function judgeServerItself(server: StateServer, facts: ServerFacts): readonly Diagnosis[] {
  const major = Math.floor(facts.version / 10_000);
  const { user, database } = server;
  const found: Diagnosis[] = [];
  if (major < oldest) found.push(older(major));
  if (facts.isStandby) found.push(standby);
  const missing = [
    ...(facts.mayUseTemporary ? [] : ['TEMPORARY']),
    ...(facts.mayCreate || facts.schemas.length === 2 ? [] : ['CREATE']),
  ];
  if (missing.length > 0) found.push(withoutRights(missing, database, user));
  const foreign = facts.schemas.filter(({ isOurs }) => !isOurs).map(({ name }) => name);
  if (foreign.length > 0) found.push(ofAnotherOwner(foreign, user));
  if (facts.unsafe.length > 0) found.push(unsafe(facts.unsafe));
  if (facts.standbys > 0 && !facts.waitsForStandby) found.push(loses(facts.standbys));
  if (!(facts.isEncrypted || isLoopback(server.host) || server.host.startsWith('/'))) {
    found.push(open);
  }
  return found.length > 0 ? found : [sound(major)];
}

const sound = (major: number): Diagnosis =>
  ok('server', {
    ru: `PostgreSQL ${major}: права есть, записанное не теряется при сбое`,
    en: `PostgreSQL ${major}: rights are there, what is written outlives a crash`,
  });

const older = (major: number): Diagnosis =>
  problem('server', {
    code: 'DOCTOR_SERVER_OLD',
    found: {
      ru: `PostgreSQL ${major}, нужна версия ${oldest} или новее`,
      en: `PostgreSQL ${major}, ${oldest} or newer is needed`,
    },
    advice: {
      ru: 'Обновите сервер PostgreSQL; до того сделайте копию: state backup',
      en: 'Upgrade the PostgreSQL server; make a backup before: state backup',
    },
  });

const standby: Diagnosis = problem('server', {
  code: 'DOCTOR_SERVER_STANDBY',
  found: {
    ru: 'это реплика: она принимает только чтение',
    en: 'this is a standby: it takes reads only',
  },
  advice: {
    ru: 'Укажите в STATE_URL основной сервер',
    en: 'Name the primary server in STATE_URL',
  },
});

const withoutRights = (missing: readonly string[], database: string, user: string): Diagnosis =>
  problem('server', {
    code: 'DOCTOR_SERVER_RIGHTS',
    found: {
      ru: `у пользователя ${user} нет прав на базу ${database}: ${missing.join(', ')}`,
      en: `the user ${user} has no rights on the database ${database}: ${missing.join(', ')}`,
    },
    advice: {
      ru: `Выполните на сервере: GRANT ${missing.join(', ')} ON DATABASE "${database}" TO "${user}"`,
      en: `Run on the server: GRANT ${missing.join(', ')} ON DATABASE "${database}" TO "${user}"`,
    },
  });

const ofAnotherOwner = (schemas: readonly string[], user: string): Diagnosis =>
  problem('server', {
    code: 'DOCTOR_SERVER_OWNER',
    found: {
      ru: `схема или её таблицы принадлежат не пользователю ${user}: ${schemas.join(', ')}`,
      en: `the schema or its tables do not belong to the user ${user}: ${schemas.join(', ')}`,
    },
    advice: {
      ru: `Передайте их (REASSIGN OWNED или ALTER … OWNER TO "${user}"); после pg_restore: с ключом --no-owner от имени этого пользователя`,
      en: `Hand them over (REASSIGN OWNED, or ALTER … OWNER TO "${user}"); after pg_restore: with --no-owner as this user`,
    },
  });

const unsafe = (settings: readonly string[]): Diagnosis =>
  problem('server', {
    code: 'DOCTOR_SERVER_UNSAFE',
    found: {
      ru: `выключено на сервере: ${settings.join(', ')}; при сбое питания состояние потеряется или повредится`,
      en: `switched off on the server: ${settings.join(', ')}; a power failure would lose or damage the state`,
    },
    advice: {
      ru: 'Включите в postgresql.conf (on) и перечитайте настройки сервера',
      en: 'Switch it on in postgresql.conf, and have the server read its settings again',
    },
  });

const loses = (standbys: number): Diagnosis =>
  warning('server', {
    code: 'DOCTOR_SERVER_ASYNC',
    found: {
      ru: `реплик: ${standbys}, и запись ни одну из них не ждёт: переход на реплику потеряет последнее записанное`,
      en: `standbys: ${standbys}, and no commit waits for one of them: a fail-over would lose what was written last`,
    },
    advice: {
      ru: 'Задайте на сервере synchronous_standby_names. Иначе после перехода каждая клиника сначала сверит всё, прежде чем кого-либо создать',
      en: 'Set synchronous_standby_names on the server. Else each clinic compares everything after a fail-over before it creates anybody',
    },
  });

const open: Diagnosis = warning('server', {
  code: 'DOCTOR_SERVER_OPEN',
  found: {
    ru: 'соединение с сервером по сети не зашифровано',
    en: 'the connection to the server crosses the network unencrypted',
  },
  advice: {
    ru: 'Включите TLS на сервере (ssl = on) и уберите STATE_TLS=off',
    en: 'Switch TLS on at the server (ssl = on), and take STATE_TLS=off away',
  },
});
