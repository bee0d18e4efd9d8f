import { both } from '../../language.ts';
import { readinessOf, type VisitsAccount } from '../../sync/account/visits-setup.ts';
import { type Diagnosis, ok, problem, warning } from '../diagnosis.ts';

/** The pipeline and the fields of visits, for whom they were set up. */
export function judgeVisits(account: VisitsAccount): readonly Diagnosis[] {
  const flaws = [
    ...(readinessOf(account) === 'ready' ? [] : [notReady(account)]),
    ...withoutReasons(account),
  ];
  const name = nameOf(account);
  return flaws.length > 0 ? flaws : [ok('visits', { ru: name, en: name })];
}

const nameOf = ({ pipeline }: VisitsAccount): string => pipeline.found?.name ?? pipeline.wanted;

function notReady(account: VisitsAccount): Diagnosis {
  const { pipeline, fields, responsible } = account;
  const stages = [...account.protectedStages, ...account.adoptStages];
  const name = nameOf(account);
  const wrong = [
    ...(pipeline.status === 'ok' ? [] : [name]),
    ...pipeline.stages
      .filter(({ status }) => status !== 'ok')
      .map(({ found, wanted }) => found?.name ?? wanted),
    ...stages.filter(({ status }) => status !== 'ok').map(({ wanted }) => wanted),
    ...(responsible === null || responsible.status === 'ok' ? [] : [responsible.wanted]),
    ...fields.filter(({ status }) => status === 'missing').map(({ field }) => field.name),
  ].join(', ');
  return problem('visits', {
    code: 'DOCTOR_VISITS_NOT_READY',
    found: {
      ru: `воронка «${name}»; нет или не подходит: ${wrong}`,
      en: `pipeline "${name}"; missing or unfit: ${wrong}`,
    },
    advice: {
      ru: 'Команда создаст недостающие поля и скажет, что поправить в воронке или в настройках VISITS_…',
      en: 'The command makes fields that are missing, and tells what to correct in the pipeline or in the settings VISITS_…',
    },
    command: 'ident-amocrm visits setup',
  });
}

/** Deals are closed without them: it works, and somebody should know. */
function withoutReasons({ lossReasons }: VisitsAccount): readonly Diagnosis[] {
  const names = (wanted: 'missing' | 'several') =>
    lossReasons.filter(({ status }) => status === wanted).map((line) => line.wanted);
  const [missing, several] = [names('missing'), names('several')];
  const lists = [
    ...(missing.length > 0 ? [{ ru: 'нет', en: 'not there', of: missing }] : []),
    ...(several.length > 0
      ? [{ ru: 'так называются несколько', en: 'several have this name', of: several }]
      : []),
  ];
  if (lists.length === 0) return [];
  return [
    warning('visits', {
      code: 'DOCTOR_VISITS_NO_REASON',
      found: both((language) =>
        [
          language === 'ru' ? 'причины отказа' : 'loss reasons',
          ...lists.map((list) => `${list[language]}: ${list.of.join(', ')}`),
        ].join('; '),
      ),
      advice: {
        ru: 'Поправьте VISITS_LOSS_REASONS (название или ID) или верните причину в amoCRM: без неё сделки закрывались бы без причины',
        en: 'Correct VISITS_LOSS_REASONS (name or id), or bring the reason back in amoCRM: without it deals would be closed without a reason',
      },
      command: 'ident-amocrm visits setup --dry-run',
    }),
  ];
}
