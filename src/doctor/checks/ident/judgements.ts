import { everyField } from '../../../contact/model/fields.ts';
import type { Probe } from '../../../ident/ident.ts';
import type { Inspection } from '../../../ident/inspect.ts';
import { isRead, type SourceReport } from '../../../ident/patients/resolve.ts';
import { judgeServerClock } from '../../../ident/server-clock.ts';
import { both } from '../../../language.ts';
import { type Diagnosis, ok, problem, warning } from '../../diagnosis.ts';

export function judgeLogin({ login, isAdministrator, writes }: Inspection): Diagnosis {
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

export function judgeProbe({ fields, changeSources }: Probe): Diagnosis {
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
    const words = probeWords[language];
    return [
      `${there} ${words.of} ${reports.length}`,
      ...(off === 0 ? [] : [`${words.off}: ${off}`]),
      ...(without.length === 0 ? [] : [`${words.without}: ${without.join(', ')}`]),
    ].join(', ');
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

const probeWords = {
  ru: { of: 'из', off: 'выключено', without: 'считается без столбцов, которых в базе нет' },
  en: {
    of: 'of',
    off: 'switched off',
    without: 'computed without columns that the database lacks',
  },
};

/** An idle pass every two minutes should not be felt by the clinic. */
const slowScanMs = 500;

type IndexFacts = Pick<Inspection, 'unindexed' | 'unindexedKeys' | 'readsVersions'>;

export function judgeSpeed(
  scanMs: number,
  { unindexed, unindexedKeys, readsVersions }: IndexFacts,
): Diagnosis {
  const list = unindexed.join(', ');
  const found = both((language) => {
    const words = speedWords[language];
    return [
      `${words.scan} ${scanMs} ${words.ms}`,
      ...(list === '' ? [] : [`${words.noIndex}: ${list}`]),
      // Good to know, though nothing has to be done about it.
      ...(unindexedKeys.length === 0 ? [] : [`${words.keys}: ${unindexedKeys.join(', ')}`]),
      ...(readsVersions === null
        ? []
        : [`READ_COMMITTED_SNAPSHOT ${readsVersions ? 'ON' : 'OFF'}`]),
    ].join('; ');
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

const speedWords = {
  ru: {
    scan: 'поиск изменений',
    ms: 'мс',
    noIndex: 'без индекса',
    keys: 'внешние ключи без индекса (полному чтению не мешает)',
  },
  en: {
    scan: 'scan for changes',
    ms: 'ms',
    noIndex: 'no index',
    keys: 'foreign keys without an index (no hindrance to a full reading)',
  },
};

export function judgeClock(serverNow: string, readAt: number, timeZone: string): Diagnosis {
  const { verdict, apartSeconds: apart } = judgeServerClock(serverNow, readAt, timeZone);
  const found = {
    ru: `часы базы и этого компьютера расходятся на ${apart} с`,
    en: `the clocks of the database and of this computer are ${apart} s apart`,
  };
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
    found: {
      ru: `по часам базы сейчас ${serverNow.slice(0, 16).replace('T', ' ')}, а в ${timeZone} другое время`,
      en: `the database's clock says ${serverNow.slice(0, 16).replace('T', ' ')}, which is not the time in ${timeZone}`,
    },
    advice: {
      ru: 'Укажите в TIMEZONE часовой пояс клиники (того компьютера, где стоит база)',
      en: "Set TIMEZONE to the clinic's zone (of the computer that the database runs on)",
    },
  });
}
