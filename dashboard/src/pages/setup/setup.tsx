import { useTranslation } from 'react-i18next';
import type { Setup as SetupState } from '../../../../src/http/api/contract/set-up/setup.ts';
import { useRead } from '../../api/use-api.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { AmoStep } from './amo-step.tsx';
import { DatabaseStep } from './database-step.tsx';
import { FieldsStep } from './fields-step.tsx';
import { PlanStep } from './plan-step.tsx';
import classes from './step/step.module.css';

/** From nothing to the first load, without a terminal. */
export default function Setup() {
  const { t } = useTranslation();
  const mayOperate = useMayOperate();
  const setup = useRead('setup', {}, { enabled: mayOperate, everyMs: 60_000 });
  if (!mayOperate) {
    return (
      <Page title={t('setup.title')}>
        <Note title={t('setup.lookOnly')} />
      </Page>
    );
  }
  return (
    <Page
      title={t('setup.title')}
      about={t(setup.data?.firstLoadDone ? 'setup.aboutDone' : 'setup.about')}
    >
      <Answer query={setup} lines={8}>
        {(data) => (
          <ol className={classes.steps}>
            <DatabaseStep setup={data} isNext={nextOf(data) === 'database'} />
            <AmoStep setup={data} isNext={nextOf(data) === 'amocrm'} />
            <FieldsStep setup={data} isNext={nextOf(data) === 'fields'} />
            <PlanStep setup={data} isNext={nextOf(data) === 'plan'} />
          </ol>
        )}
      </Answer>
    </Page>
  );
}

/** The step whose turn it is: the only one with a button that stands out. */
function nextOf({
  database,
  amocrm,
  fields,
}: SetupState): 'database' | 'amocrm' | 'fields' | 'plan' {
  if (!database.answered) return 'database';
  if (!amocrm.connected) return 'amocrm';
  return fields.bound < fields.wanted ? 'fields' : 'plan';
}
