import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { CreateFields } from '../fields/create-fields.tsx';
import classes from './step.module.css';
import { Step, type StepOf, stepState } from './step.tsx';
import { StepTrouble } from './step-trouble.tsx';

export function FieldsStep({ setup: { fields }, isNext }: StepOf) {
  const { t } = useTranslation();
  const isDone = fields.bound >= fields.wanted && fields.trouble === null;
  return (
    <Step
      no={3}
      title={t('setup.fields.title')}
      about={t('setup.fields.about')}
      state={stepState(isDone, fields.isKnown)}
    >
      <StepTrouble code={fields.trouble} />
      <p>{t('setup.fields.ready', fields)}</p>
      <div className={classes.buttons}>
        {!isDone && <CreateFields isNext={isNext} />}
        <Button component={Link} href="/fields" variant="default">
          {t('setup.fields.list')}
        </Button>
      </div>
    </Step>
  );
}
