import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Progress as PassProgressFacts } from '../../../../../src/http/api/contract/overview.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useNow } from '../../../format/use-now.ts';
import classes from './pass-progress.module.css';
import { useTimeLeft } from './use-time-left.ts';

export interface PassProgressProps {
  readonly since: number;
  readonly progress: PassProgressFacts | null;
}

/** How far a pass is, live. Screen readers hear of a new phase, not of every row. */
export function PassProgress({ since, progress }: PassProgressProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const left = useTimeLeft(progress, now);
  const phase = progress
    ? t(`overview.running.phases.${progress.phase}`)
    : t('overview.running.starting');
  const share = progress?.total ? Math.min(progress.done / progress.total, 1) : null;
  return (
    <div data-testid="pass-progress">
      <div className={classes.line}>
        <span aria-live="polite">{phase}</span>
        <span>
          {progress !== null && (
            <span data-testid="pass-done">
              {progress.total === null
                ? format.number(progress.done)
                : t('overview.running.of', {
                    done: format.number(progress.done),
                    total: format.number(progress.total),
                  })}
            </span>
          )}{' '}
          <span className={classes.soft}>
            {t('overview.running.spent', { duration: format.duration(Math.max(now - since, 0)) })}
            {left !== null &&
              `, ${t('overview.running.left', { duration: format.duration(left) })}`}
          </span>
        </span>
      </div>
      <Progress
        value={share === null ? 100 : share * 100}
        striped={share === null}
        animated={share === null}
        size="lg"
        aria-label={phase}
      />
    </div>
  );
}
