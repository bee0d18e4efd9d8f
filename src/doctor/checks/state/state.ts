import type { StateCheck } from '../../../state/check/check-state.ts';
import { addressOf, type StateServer } from '../../../state/postgres/server.ts';
import { allSkipped, type Diagnosis, ok, problem } from '../../diagnosis.ts';
import { incidentChecks } from '../incidents.ts';

const absent = { ru: 'состояния ещё нет', en: 'there is no state yet' };

/** Before the first pass there is nothing to judge; the first command makes it. */
export const withoutState: readonly Diagnosis[] = [
  ok('state', {
    ru: 'ещё нет: появится с первой командой',
    en: 'none yet: the first command makes it',
  }),
  ...allSkipped([...incidentChecks, 'backup'], absent),
];

/** What of a state on a server is another program's to look after. */
export const diskOfServer = {
  ru: 'состояние в PostgreSQL: за диском следит его сервер',
  en: 'the state is in PostgreSQL: its server looks after the disk',
};
export const backupOfServer = {
  ru: 'состояние в PostgreSQL: этой программой копий не сделано (state backup); о копиях pg_dump она не знает',
  en: 'the state is in PostgreSQL: this program has made no backup (state backup); it knows nothing of those of pg_dump',
};

/** Doctor does not open a state of an older version: to open it would bring it to the shape of this one. */
export function judgeOlder(server: StateServer): Diagnosis {
  const address = addressOf(server);
  return ok('state', {
    ru: `${address}, от более старой версии: обновит первая же команда`,
    en: `${address}, of an older version: the next command brings it up to date`,
  });
}

export function judgeServer(server: StateServer, links: number): Diagnosis {
  const address = addressOf(server);
  return ok('state', {
    ru: `${address}, связей: ${links}`,
    en: `${address}, links: ${links}`,
  });
}

export function judgeState(check: StateCheck): Diagnosis {
  const mb = Math.ceil((check.bytes + check.walBytes) / 1_048_576);
  const size = {
    ru: `${check.file}, ${mb} МБ, связей: ${check.links ?? '?'}`,
    en: `${check.file}, ${mb} MB, links: ${check.links ?? '?'}`,
  };
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
