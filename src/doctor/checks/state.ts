import { both } from '../../language.ts';
import type { StateCheck } from '../../state/check/check-state.ts';
import { type Diagnosis, ok, problem, skipped } from '../diagnosis.ts';

const absent = { ru: 'состояния ещё нет', en: 'there is no state yet' };

/** Before the first pass there is nothing to judge; the first command makes it. */
export const withoutState: readonly Diagnosis[] = [
  ok('state', {
    ru: 'ещё нет: появится с первой командой',
    en: 'none yet: the first command makes it',
  }),
  ...(['lock', 'pauses', 'success', 'rows', 'values', 'backup'] as const).map((check) =>
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
