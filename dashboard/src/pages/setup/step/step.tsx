import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Setup } from '../../../../../src/http/api/contract/set-up/setup.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Tag } from '../../../ui/tag.tsx';
import type { Tone } from '../../../ui/tone.ts';
import classes from './step.module.css';

/** What a step of the running service's page is given. */
export interface StepOf {
  readonly setup: Setup;
  /** It is this step's turn: its button stands out. */
  readonly isNext: boolean;
}

export type StepState = 'done' | 'todo' | 'unknown' | 'asked' | 'broken';

/** What is known of a step; `isBroken`: it was done, or begun, and does not work now; `isAsked`: a look is under way. */
interface StepFacts {
  readonly isDone: boolean;
  readonly isBroken?: boolean;
  readonly isKnown?: boolean;
  readonly isAsked?: boolean;
}

/** How a step is shown that somebody has looked at, or could. */
export function stepState({
  isDone,
  isBroken = false,
  isKnown = true,
  isAsked = false,
}: StepFacts): StepState {
  if (isAsked) return 'asked';
  if (isBroken) return 'broken';
  if (!isDone) return 'todo';
  return isKnown ? 'done' : 'unknown';
}

const tones: Readonly<Partial<Record<StepState, Tone>>> = { done: 'good', broken: 'bad' };

export interface StepProps {
  readonly no: number;
  readonly title: string;
  readonly about: string;
  /** `unknown`: it was so when it was last looked at, and nobody has looked for a while. */
  readonly state: StepState;
  readonly children: ReactNode;
}

/** One step of the set-up, and whether it is behind us. */
export function Step({ no, title, about, state, children }: StepProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <li className={classes.step}>
      <span className={classes.no} data-done={state === 'done'} aria-hidden="true">
        {state === 'done' ? <Icon name="check" /> : no}
      </span>
      <section aria-labelledby={id}>
        <div className={classes.head}>
          <h2 className={classes.title} id={id}>
            <span className="visually-hidden">{t('setup.step', { no })}: </span>
            {title}
          </h2>
          <Tag tone={tones[state] ?? 'quiet'}>{t(`setup.${state}`)}</Tag>
        </div>
        <p className={classes.about}>{about}</p>
        <div className={classes.body}>{children}</div>
      </section>
    </li>
  );
}
