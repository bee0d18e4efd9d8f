import { useTranslation } from 'react-i18next';
import type { DayVisit } from '../../../../src/http/api/contract/visits/days.ts';
import { Tag } from '../../ui/tag.tsx';
import type { Tone } from '../../ui/tone.ts';
import classes from './visits.module.css';

export const stageTones: Readonly<Record<DayVisit['stage'], Tone>> = {
  planned: 'quiet',
  open: 'warn',
  appeared: 'info',
  started: 'info',
  ended: 'good',
  billed: 'good',
  cancelled: 'bad',
};

/** What a visit has come to in IDENT; of a cancelled one also why, by IDENT's list. */
export function StageTag({ stage, reason }: Pick<DayVisit, 'stage' | 'reason'>) {
  const { t } = useTranslation();
  return (
    <span>
      <Tag tone={stageTones[stage]}>{t(`visits.stages.${stage}`)}</Tag>
      {reason !== null && <div className={classes.small}>{reason}</div>}
    </span>
  );
}
