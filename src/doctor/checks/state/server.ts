import { AppError } from '../../../app-error.ts';
import type { Clock } from '../../../clock.ts';
import { isLoopback } from '../../../network/loopback.ts';
import { addressOf, type StateServer } from '../../../state/postgres/server.ts';
import type { ServerFacts } from '../../../state/postgres/server-facts.ts';
import { type Diagnosis, failed, ok, problem, warning } from '../../diagnosis.ts';

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

/**
 * Whether the server lets in all that the machines of a fleet may open. Where it gives fewer, all goes well as long as few
 * passes run at once, and those that find no connection left fail.
 */
export function judgeSessions({
  most,
  pages,
  given,
}: {
  readonly most: number;
  /** Clinics whose pages each machine is counted with as open. */
  readonly pages: number;
  readonly given: number;
}): Diagnosis {
  const found = {
    ru: `машинам парка может понадобиться соединений: ${most} (если на каждой открыты страницы не более чем ${pages} клиник), сервер даёт ${given} (max_connections)`,
    en: `the machines of the fleet may need ${most} connections (with pages of at most ${pages} clinics open on each), the server gives ${given} (max_connections)`,
  };
  if (most <= given) return ok('sessions', found);
  return warning('sessions', {
    code: 'DOCTOR_FLEET_SESSIONS',
    found,
    advice: {
      ru: 'Увеличьте max_connections на сервере PostgreSQL или уменьшите FLEET_PLACES на машинах',
      en: 'Raise max_connections of the PostgreSQL server, or lower FLEET_PLACES on the machines',
    },
  });
}

/** Whether the pages can read by the address that is given for it; one that does not answer now keeps no page from being shown. */
export async function judgeReads(
  { server, reads }: { readonly server: StateServer; readonly reads: StateServer },
  clock: Clock,
): Promise<Diagnosis> {
  const { ReadPool } = await import('../../../state/postgres/reads/read-pool.ts');
  try {
    await ReadPool.prove(server, { reads, clock });
  } catch (error) {
    const found = failed('server', error);
    const isPassing = error instanceof AppError && error.retryable;
    return isPassing ? { ...found, verdict: 'warning' } : found;
  }
  const address = addressOf(reads);
  return ok('server', {
    ru: `страницы читают по STATE_READ_URL (${address}), это тот же сервер`,
    en: `pages read by STATE_READ_URL (${address}), which is the same server`,
  });
}
