import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { CreateFields } from '../fields/create-fields.tsx';
import classes from './step/step.module.css';
import { Step, type StepOf, stepState } from './step/step.tsx';
import { StepTrouble } from './step/step-trouble.tsx';

export function FieldsStep({ setup: { fields, amocrm }, isNext }: StepOf) {
  const { t } = useTranslation();
  const isDone = fields.bound >= fields.wanted && fields.trouble === null;
  return (
    <Step
      no={3}
      title={t('setup.fields.title')}
      about={t('setup.fields.about')}
      state={stepState({
        isDone,
        isBroken: fields.trouble !== null,
        // Without access to amoCRM nobody can tell.
        isKnown: fields.isKnown && amocrm.connected,
      })}
    >
      <StepTrouble code={fields.trouble} />
      {fields.trouble === null && <p>{t('setup.fields.ready', fields)}</p>}
      <div className={classes.buttons}>
        {!isDone && <CreateFields isNext={isNext} />}
        <Button component={Link} href="/fields" variant="default">
          {t('setup.fields.list')}
        </Button>
      </div>
    </Step>
  );
}
