import type { Clock } from '../../clock.ts';
import { everyField } from '../../contact/model/fields.ts';
import { type BranchFigure, branchFigures } from '../../ident/branches/branch-figures.ts';
import type { Ident, Probe } from '../../ident/ident.ts';
import type { Inspection } from '../../ident/inspect.ts';
import { describeInstances, type OfferedInstance } from '../../ident/instances.ts';
import { isRead, type SourceReport } from '../../ident/patients/resolve.ts';
import type { SourceMemory } from '../../ident/profiles/source-memory.ts';
import { judgeServerClock } from '../../ident/server-clock.ts';
import { both } from '../../language.ts';
import { type Diagnosis, ok, problem, skipped, warning } from '../diagnosis.ts';
import { judgeBranches } from './branches.ts';
import type { SeenDatabase } from './database-owner.ts';
import { failed } from './failure.ts';

interface DatabaseContext {
  readonly clock: Clock;
  readonly timeZone: string;
  /** An SQLite file has no clock of its own. */
  readonly clockIsOurs: boolean;
  /** Told as soon as it answered. */
  readonly seen?: (database: SeenDatabase) => void;
  /** What passes and people said of this database. */
  readonly memory: SourceMemory;
  /** Of the server, where it tells. */
  readonly instances: Promise<readonly OfferedInstance[]>;
}

const unreached = { ru: 'база недоступна', en: 'the database is out of reach' };

/** The clinic's database, its login, its schema, its speed and its clock. */
export async function checkIdent(
  open: () => Promise<Ident>,
  { clock, timeZone, clockIsOurs, memory, seen, instances }: DatabaseContext,
): Promise<readonly Diagnosis[]> {
  let ident: Ident;
  try {
    ident = await open();
  } catch (error) {
    return unreachable(error, await instances);
  }
  try {
    const server = await ident.server();
    const probe = await ident.probe(memory);
    const readAt = clock.now();
    const count = await ident.count();
    seen?.({ identity: server.identity, count });
    const told = describeInstances(await instances);
    const found = both((language) => {
      const patients = language === 'ru' ? 'пациентов' : 'patients';
      const facts = `${server.version}, ${server.identity}, ${patients}: ${count}`;
      return told === null ? facts : `${facts}. ${told[language]}`;
    });
    const before = ident.queryMs;
    await scan(ident);
    const scanMs = Math.round(ident.queryMs - before);
    const inspection = await ident.inspect();
    return [
      ok('database', found),
      judgeLogin(inspection),
      judgeProbe(probe),
      ...judgeBranches(probe.branches, await figuresOf(ident, probe)),
      judgeSpeed(scanMs, inspection.unindexed, inspection),
      clockIsOurs
        ? skipped('clock', {
            ru: 'учебная база: часы этого компьютера',
            en: "sample database: this computer's clock",
          })
        : judgeClock(server.now, readAt, timeZone),
    ];
  } catch (error) {
    return unreachable(error, await instances);
  } finally {
    await ident.close();
  }
}

/** Null: it is not asked for, or the database does not tell in time. */
async function figuresOf(
  ident: Ident,
  { branches }: Probe,
): Promise<readonly BranchFigure[] | null> {
  if (branches === null) return null;
  const census = await ident.branches().catch(() => null);
  return census && branchFigures(census, branches);
}

/** What an idle pass asks, from the server's present moment on. */
async function scan(ident: Ident): Promise<void> {
  const { next } = await ident.changedSince(null);
  await ident.changedSince(next);
}

function unreachable(error: unknown, instances: readonly OfferedInstance[]): readonly Diagnosis[] {
  const diagnosis = failed('database', error, 'ident-amocrm test-db');
  const told = describeInstances(instances);
  const { advice } = diagnosis;
  return [
    told === null || advice === undefined
      ? diagnosis
      : { ...diagnosis, advice: both((language) => `${advice[language]} ${told[language]}`) },
    ...(['login', 'profile', 'speed', 'clock'] as const).map((check) => skipped(check, unreached)),
  ];
}

function judgeLogin({ login, isAdministrator, writes }: Inspection): Diagnosis {
  if (!isAdministrator && writes.length === 0) {
    const name = login === '' ? '' : `${login}: `;
    return ok('login', { ru: `${name}только чтение`, en: `${name}read only` });
  }
  const held = isAdministrator ? 'sa / sysadmin / db_owner' : writes.join(', ');
  return warning('login', {
    code: 'DOCTOR_LOGIN_WRITES',
    found: {
      ru: `${login} может не только читать (${held})`,
      en: `${login} may do more than read (${held})`,
    },
    advice: {
      ru: 'Заведите отдельный вход с ролью db_datareader: руководство, раздел «База IDENT»',
      en: 'Make a login of its own with db_datareader: see the guide, "The IDENT database"',
    },
  });
}

function judgeProbe({ fields, changeSources }: Probe): Diagnosis {
  const reports = everyField.flatMap(({ key, name }) => {
    const report = fields.get(key);
    return report === undefined ? [] : [{ key, name, ...report }];
  });
  const withStatus = (wanted: SourceReport['status']) =>
    reports.filter(({ status }) => status === wanted);
  const missing = withStatus('missing');
  const lost = withStatus('lost');
  const unconfirmed = withStatus('unconfirmed');
  const off = withStatus('off').length;
  const there = reports.filter(({ status }) => isRead(status)).length;
  const without = reports.flatMap((report) =>
    report.without ? [`${report.name} (${report.without.join(', ')})`] : [],
  );
  const count = both((language) => {
    const of =
      language === 'ru' ? `${there} из ${reports.length}` : `${there} of ${reports.length}`;
    const notRead =
      off === 0 ? [] : [language === 'ru' ? `выключено: ${off}` : `switched off: ${off}`];
    const lacking =
      without.length === 0
        ? []
        : [
            language === 'ru'
              ? `считается без столбцов, которых в базе нет: ${without.join(', ')}`
              : `computed without columns that the database lacks: ${without.join(', ')}`,
          ];
    return [of, ...notRead, ...lacking].join(', ');
  });
  if (changeSources.length === 0) {
    return warning('profile', {
      code: 'DOCTOR_NO_CHANGE_STAMPS',
      found: {
        ru: `${count.ru}; отметок об изменениях нет`,
        en: `${count.en}; no stamps of changes`,
      },
      advice: {
        ru: 'Изменения дойдут только при полной сверке, дважды в день: дайте входу право читать столбцы DateTimeChanged',
        en: 'Changes arrive with the full comparison only, twice a day: let the login read the DateTimeChanged columns',
      },
      command: 'ident-amocrm test-db',
    });
  }
  if (lost.length > 0) {
    const gone = lost.map(({ key, gone = [] }) => `${key} (${gone.join(', ')})`).join(', ');
    return warning('profile', {
      code: 'DOCTOR_FIELDS_NOT_IN_DATABASE',
      found: {
        ru: `${count.ru}; столбцы исчезли: ${gone}`,
        en: `${count.en}; columns gone: ${gone}`,
      },
      advice: {
        ru: 'В amoCRM остаётся прежнее. Столбец переименован: назовите новый в своём профиле (IDENT_PROFILE); закрыт: верните входу право читать его; без него всё верно: fields confirm КЛЮЧ',
        en: 'amoCRM keeps what it has. Renamed: name the new column in a profile of your own (IDENT_PROFILE); closed: give the login its right back; right without it: fields confirm KEY',
      },
      command: 'ident-amocrm test-db',
    });
  }
  if (unconfirmed.length > 0) {
    const keys = unconfirmed.map(({ key }) => key).join(', ');
    return warning('profile', {
      code: 'DOCTOR_SOURCE_UNCONFIRMED',
      found: {
        ru: `${count.ru}; выключены, пока не подтверждены: ${keys}`,
        en: `${count.en}; off until they are confirmed: ${keys}`,
      },
      advice: {
        ru: 'Сверьте числа нескольких пациентов с бухгалтером (test-db --patient-id 1,2,3); верно: fields confirm КЛЮЧ, не нужны: EXCLUDE_FIELDS',
        en: "Compare some patients' figures with the accountant (test-db --patient-id 1,2,3); if they are right: fields confirm KEY, if not wanted: EXCLUDE_FIELDS",
      },
      command: 'ident-amocrm test-db --patient-id 1,2,3',
    });
  }
  if (missing.length === 0) return ok('profile', count);
  const keys = missing.map(({ key }) => key).join(', ');
  return warning('profile', {
    code: 'DOCTOR_FIELDS_NOT_IN_DATABASE',
    found: { ru: `${count.ru}; нет в базе: ${keys}`, en: `${count.en}; not there: ${keys}` },
    advice: {
      ru: 'Эти поля останутся пустыми. Если в IDENT они есть, проверьте права входа или опишите их в своём профиле (IDENT_PROFILE)',
      en: "These fields stay empty. If IDENT has them, check the login's rights or describe them in a profile of your own (IDENT_PROFILE)",
    },
    command: 'ident-amocrm test-db',
  });
}

/** An idle pass every two minutes should not be felt by the clinic. */
const slowScanMs = 500;

export function judgeSpeed(
  scanMs: number,
  unindexed: readonly string[],
  beside: Pick<Inspection, 'unindexedKeys' | 'readsVersions'> = none,
): Diagnosis {
  const list = unindexed.join(', ');
  const found = both((language) => {
    const time =
      language === 'ru' ? `поиск изменений ${scanMs} мс` : `scan for changes ${scanMs} ms`;
    const noIndex =
      list === '' ? [] : [`${language === 'ru' ? 'без индекса' : 'no index'}: ${list}`];
    return [time, ...noIndex, ...besideTheScan(beside)[language]].join('; ');
  });
  if (scanMs < slowScanMs) return ok('speed', found);
  return warning('speed', {
    code: 'DOCTOR_SLOW_SCAN',
    found,
    advice:
      list === ''
        ? {
            ru: 'Сервер занят или медленный: увеличьте SYNC_INTERVAL_MINUTES',
            en: 'The server is busy or slow: make SYNC_INTERVAL_MINUTES larger',
          }
        : {
            ru: 'Попросите администратора базы (или поддержку IDENT) создать индексы на эти столбцы, а пока увеличьте SYNC_INTERVAL_MINUTES',
            en: 'Ask the database administrator (or IDENT support) for indexes on these columns, and make SYNC_INTERVAL_MINUTES larger meanwhile',
          },
  });
}

const none = { unindexedKeys: [], readsVersions: null };

/** What is good to know of a server, though nothing has to be done about it. */
function besideTheScan({
  unindexedKeys,
  readsVersions,
}: Pick<Inspection, 'unindexedKeys' | 'readsVersions'>): Readonly<
  Record<'ru' | 'en', readonly string[]>
> {
  const keys = unindexedKeys.join(', ');
  const versions = `READ_COMMITTED_SNAPSHOT ${readsVersions === true ? 'ON' : 'OFF'}`;
  return {
    ru: [
      ...(keys === '' ? [] : [`внешние ключи без индекса (полному чтению не мешает): ${keys}`]),
      ...(readsVersions === null ? [] : [versions]),
    ],
    en: [
      ...(keys === ''
        ? []
        : [`foreign keys without an index (no hindrance to a full reading): ${keys}`]),
      ...(readsVersions === null ? [] : [versions]),
    ],
  };
}

function judgeClock(serverNow: string, readAt: number, timeZone: string): Diagnosis {
  const { verdict, apartSeconds: apart } = judgeServerClock(serverNow, readAt, timeZone);
  const found = both((language) =>
    language === 'ru'
      ? `часы базы и этого компьютера расходятся на ${apart} с`
      : `the clocks of the database and of this computer are ${apart} s apart`,
  );
  if (verdict === 'same') return ok('clock', found);
  if (verdict === 'off') {
    return warning('clock', {
      code: 'DOCTOR_CLOCK_OFF',
      found,
      advice: {
        ru: 'Включите синхронизацию времени на обоих компьютерах',
        en: 'Switch time synchronisation on, on both computers',
      },
    });
  }
  return problem('clock', {
    code: 'DOCTOR_TIME_ZONE',
    found: both((language) =>
      language === 'ru'
        ? `по часам базы сейчас ${serverNow.slice(0, 16).replace('T', ' ')}, а в ${timeZone} другое время`
        : `the database's clock says ${serverNow.slice(0, 16).replace('T', ' ')}, which is not the time in ${timeZone}`,
    ),
    advice: {
      ru: 'Укажите в TIMEZONE часовой пояс клиники (того компьютера, где стоит база)',
      en: "Set TIMEZONE to the clinic's zone (of the computer that the database runs on)",
    },
  });
}
