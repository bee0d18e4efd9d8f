import type { StatusReport } from '../../cli/status-report.ts';
import { both } from '../../language.ts';
import { unreadableOf } from '../../report/unreadable.ts';
import type { StateCheck } from '../../state/check-state.ts';
import type { Pause, PauseReason } from '../../state/pauses.ts';
import { type Diagnosis, ok, problem, skipped, warning } from '../diagnosis.ts';

const absent = { ru: 'состояния ещё нет', en: 'there is no state yet' };

/** Before the first pass there is nothing to judge; the first command makes it. */
export const withoutState: readonly Diagnosis[] = [
  ok('state', {
    ru: 'ещё нет: появится с первой командой',
    en: 'none yet: the first command makes it',
  }),
  ...(['lock', 'pauses', 'success', 'rows', 'values'] as const).map((check) =>
    skipped(check, absent),
  ),
];

export function judgeState(check: StateCheck): Diagnosis {
  const mb = Math.ceil((check.bytes + check.walBytes) / 1_048_576);
  const size = both((language) =>
    language === 'ru'
      ? `${check.file}, ${mb} МБ, связей: ${check.links ?? '?'}`
      : `${check.file}, ${mb} MB, links: ${check.links ?? '?'}`,
  );
  const flaws = check.findings.filter(({ severity }) => severity === 'problem');
  // Permissions are told with the files.
  const grave = flaws.filter(({ flaw }) => flaw !== 'key-open');
  if (grave.length === 0) return ok('state', size);
  const codes = grave.map(({ flaw }) => flaw).join(', ');
  return problem('state', {
    code: 'DOCTOR_STATE_FLAWED',
    found: { ru: `${size.ru}; не в порядке: ${codes}`, en: `${size.en}; not sound: ${codes}` },
    advice: {
      ru: 'Подробности покажет проверка; при повреждении восстановите копию (state restore)',
      en: 'The check tells more; if it is damaged, restore a backup (state restore)',
    },
    command: 'ident-amocrm state check',
  });
}

const hour = 3_600_000;

export function judgeLock({ lock }: Pick<StatusReport, 'lock'>, now: number): Diagnosis {
  if (lock === null) return ok('lock', { ru: 'сейчас никто', en: 'nobody now' });
  const minutes = Math.max(0, Math.round((now - lock.since) / 60_000));
  const found = both((language) =>
    language === 'ru'
      ? `${lock.command} (pid ${lock.pid}, ${lock.host}), ${minutes} мин`
      : `${lock.command} (pid ${lock.pid}, ${lock.host}), ${minutes} min`,
  );
  if (now - lock.since < 6 * hour) return ok('lock', found);
  return warning('lock', {
    code: 'DOCTOR_LOCK_OLD',
    found,
    advice: {
      ru: 'Проверьте, не завис ли этот процесс; если его остановить, замок освободится сам',
      en: 'See whether that process hangs; once it ends, the lock is free by itself',
    },
  });
}

const cures: Readonly<Record<PauseReason, { readonly command: string }>> = {
  user: { command: 'ident-amocrm resume' },
  auth: { command: 'ident-amocrm auth' },
  account: { command: 'ident-amocrm status' },
  circuit: { command: 'ident-amocrm status' },
  guard: { command: 'ident-amocrm runs' },
  drift: { command: 'ident-amocrm fields check' },
};

export function judgePauses(pauses: readonly Pause[]): readonly Diagnosis[] {
  if (pauses.length === 0) return [ok('pauses', { ru: 'нет', en: 'none' })];
  return pauses.map(({ reason, code }) => {
    const flaw = {
      code: code ?? 'DOCTOR_PAUSED',
      found: both((language) => {
        const name = code === null ? reason : `${reason} (${code})`;
        return language === 'ru' ? `служба на паузе: ${name}` : `the service is paused: ${name}`;
      }),
      advice: {
        ru: 'Устраните причину; затем пауза снимется сама или командой ident-amocrm resume',
        en: 'Mend the cause; then the pause ends by itself or by ident-amocrm resume',
      },
      ...cures[reason],
    };
    return reason === 'user' ? warning('pauses', flaw) : problem('pauses', flaw);
  });
}

export function judgeSuccess(
  { firstLoadDone, lastIncrementalAt, lastDeepAt }: StatusReport,
  { now, intervalMs }: { readonly now: number; readonly intervalMs: number },
): Diagnosis {
  if (!firstLoadDone || lastIncrementalAt === null) {
    return warning('success', {
      code: 'DOCTOR_NOT_LOADED',
      found: { ru: 'первой загрузки ещё не было', en: 'there was no first load yet' },
      advice: {
        ru: 'Посмотрите план (ident-amocrm plan), затем запустите службу',
        en: 'Look at the plan (ident-amocrm plan), then start the service',
      },
      command: 'ident-amocrm run',
    });
  }
  const minutes = Math.round((now - lastIncrementalAt) / 60_000);
  const hours = lastDeepAt === null ? null : Math.round((now - lastDeepAt) / hour);
  const found = both((language) =>
    language === 'ru'
      ? `изменения ${minutes} мин назад, полная ${hours ?? '?'} ч назад`
      : `changes ${minutes} min ago, full comparison ${hours ?? '?'} h ago`,
  );
  const late = now - lastIncrementalAt > Math.max(3 * intervalMs, 10 * 60_000);
  if (!late && hours !== null && hours <= 26) return ok('success', found);
  return problem('success', {
    code: 'DOCTOR_STALE',
    found,
    advice: {
      ru: 'Служба не работает или стоит на паузе: проверьте её журнал и запустите',
      en: 'The service does not run or is paused: look into its log and start it',
    },
    command: 'ident-amocrm run',
  });
}

export function judgeRows({ links, rejected, uncertain }: StatusReport): Diagnosis {
  const found = both((language) =>
    language === 'ru'
      ? `в amoCRM: ${links.linked}, отклонено: ${rejected}, нет в amoCRM: ${links.missing}, неясно: ${uncertain.patientIds.length}`
      : `in amoCRM: ${links.linked}, rejected: ${rejected}, missing there: ${links.missing}, uncertain: ${uncertain.patientIds.length}`,
  );
  if (rejected === 0 && links.missing === 0) return ok('rows', found);
  return warning('rows', {
    code: rejected > 0 ? 'DOCTOR_REJECTED' : 'DOCTOR_MISSING',
    found,
    advice:
      rejected > 0
        ? {
            ru: 'Отклонённые строки ждут исправления: список с причинами покажет команда',
            en: 'Rejected rows wait to be mended: the command lists them with their reasons',
          }
        : {
            ru: 'Контакты удалены в amoCRM: восстановите их из корзины или включите POLICY_MISSING=repair',
            en: 'Contacts were deleted in amoCRM: restore them there, or set POLICY_MISSING=repair',
          },
    command: rejected > 0 ? 'ident-amocrm rejected' : 'ident-amocrm runs report',
  });
}

/** @param counts of the last full comparison: only that one reads everybody. */
export function judgeValues(counts: Readonly<Record<string, number>> | null): Diagnosis {
  if (counts === null) {
    return skipped('values', {
      ru: 'полной сверки ещё не было',
      en: 'there was no full comparison yet',
    });
  }
  const unreadable = unreadableOf(counts);
  if (unreadable.length === 0) {
    return ok('values', { ru: 'читаются все', en: 'all of them can be read' });
  }
  return warning('values', {
    code: 'DOCTOR_UNREADABLE',
    found: both((language) => {
      const list = unreadable.map(({ subject, count }) => `${subject[language]} (${count})`);
      return language === 'ru'
        ? `не читаются: ${list.join(', ')}`
        : `not readable: ${list.join(', ')}`;
    }),
    advice: {
      ru: 'В amoCRM остаётся прежнее. Чьи это значения, покажет отчёт; исправьте их в IDENT, а если так записано у многих, опишите значения в своём профиле (IDENT_PROFILE)',
      en: 'amoCRM keeps what it has. The report tells whose they are; correct them in IDENT, or, where many are written so, describe the values in a profile of your own (IDENT_PROFILE)',
    },
    command: 'ident-amocrm runs report',
  });
}
