import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Setup } from '../../../../src/http/api/contract/set-up/setup.ts';
import { Icon } from '../../ui/icon.tsx';
import { Tag } from '../../ui/tag.tsx';
import classes from './step.module.css';

/** What a step of the running service's page is given. */
export interface StepOf {
  readonly setup: Setup;
  /** It is this step's turn: its button stands out. */
  readonly isNext: boolean;
}

export interface StepProps {
  readonly no: number;
  readonly title: string;
  readonly about: string;
  /** Null: nobody can tell. */
  readonly isDone: boolean | null;
  readonly children: ReactNode;
}

/** One step of the set-up, and whether it is behind us. */
export function Step({ no, title, about, isDone, children }: StepProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <li className={classes.step}>
      <span className={classes.no} data-done={isDone === true} aria-hidden="true">
        {isDone === true ? <Icon name="check" /> : no}
      </span>
      <section aria-labelledby={id}>
        <div className={classes.head}>
          <h2 className={classes.title} id={id}>
            <span className="visually-hidden">{t('setup.step', { no })}: </span>
            {title}
          </h2>
          {isDone !== null && (
            <Tag tone={isDone ? 'good' : 'quiet'}>{t(isDone ? 'setup.done' : 'setup.todo')}</Tag>
          )}
        </div>
        <p className={classes.about}>{about}</p>
        <div className={classes.body}>{children}</div>
      </section>
    </li>
  );
}
