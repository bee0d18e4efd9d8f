import { useTranslation } from 'react-i18next';
import type { VisitDays } from '../../../../../src/http/api/contract/visits/days.ts';
import { ProblemNote } from '../../../ui/notice/failure.tsx';
import { Note } from '../../../ui/notice/note.tsx';
import classes from '../visits.module.css';

/** Databases whose bookings are not among what is shown: nobody is to take them for none. */
export function Unread({ away, untold }: Pick<VisitDays, 'away' | 'untold'>) {
  const { t } = useTranslation();
  if (away.length === 0 && untold.length === 0) return null;
  return (
    <div className={classes.notes}>
      {away.map(({ source, problem }) => (
        <ProblemNote key={source} problem={problem} title={t('visits.away', { source })} />
      ))}
      {untold.length > 0 && (
        <Note tone="warn" title={t('visits.untold', { sources: untold.join(', ') })}>
          {t('visits.untoldHint')}
        </Note>
      )}
    </div>
  );
}
