import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/use-api.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { AmoStep } from './amo-step.tsx';
import { DatabaseStep } from './database-step.tsx';
import { FieldsStep } from './fields-step.tsx';
import { PlanStep } from './plan-step.tsx';
import classes from './step.module.css';

/** From nothing to the first load, without a terminal. */
export function Setup() {
  const { t } = useTranslation();
  const setup = useRead('setup', {});
  return (
    <Page title={t('setup.title')} about={t('setup.about')}>
      <Answer query={setup} lines={8}>
        {(data) => (
          <ol className={classes.steps}>
            <DatabaseStep setup={data} />
            <AmoStep setup={data} />
            <FieldsStep setup={data} />
            <PlanStep setup={data} />
          </ol>
        )}
      </Answer>
    </Page>
  );
}
