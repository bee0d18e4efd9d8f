import { both } from '../../language.ts';
import { isReady, type VisitsAccount } from '../../sync/account/visits-setup.ts';
import { type Diagnosis, ok, problem } from '../diagnosis.ts';

/** The pipeline and the fields of visits, for whom they were set up. */
export function judgeVisits(account: VisitsAccount): Diagnosis {
  const { pipeline, fields, lossReasons } = account;
  const name = pipeline.found?.name ?? pipeline.wanted;
  const wrong = [
    ...(pipeline.status === 'ok' ? [] : [name]),
    ...pipeline.stages
      .filter(({ status }) => status !== 'ok')
      .map(({ found, wanted }) => found?.name ?? wanted),
    ...fields.filter(({ status }) => status === 'missing').map(({ field }) => field.name),
    ...lossReasons.filter(({ found }) => found === null).map(({ wanted }) => wanted),
  ];
  if (wrong.length === 0 && isReady(account)) return ok('visits', { ru: name, en: name });
  return problem('visits', {
    code: 'DOCTOR_VISITS_NOT_READY',
    found: both((language) =>
      language === 'ru'
        ? `воронка «${name}»; нет или не подходит: ${wrong.join(', ')}`
        : `pipeline "${name}"; missing or unfit: ${wrong.join(', ')}`,
    ),
    advice: {
      ru: 'Команда создаст недостающие поля и скажет, что поправить в воронке или в VISITS_STAGES',
      en: 'The command makes fields that are missing, and tells what to correct in the pipeline or in VISITS_STAGES',
    },
    command: 'ident-amocrm visits setup',
  });
}
