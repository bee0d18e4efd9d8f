import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Incident, Overview } from '../../../../src/http/api/contract/overview.ts';
import { ServiceLineContext } from '../../api/service-line.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Note } from '../../ui/notice/note.tsx';
import type { Tone } from '../../ui/tone.ts';
import classes from './overview.module.css';

const tones: Readonly<Record<Incident['severity'], Tone>> = {
  critical: 'bad',
  warning: 'warn',
  notice: 'info',
};

/** What is the matter besides what the headline says; pauses have notes of their own. */
export function IncidentList({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  // Of a service that is not heard only the headline says what was known last.
  if (!useContext(ServiceLineContext)) return null;
  const pauses = new Set<string>(overview.pauses.map(({ reason }) => reason));
  return overview.incidents.slice(1).flatMap((incident) => {
    const { code, severity, since, cause, text } = incident;
    if (pauses.has(code) || code === 'resting' || code === 'paused') return [];
    const { title, meaning, advice } = text[language];
    return [
      <Note key={code} tone={tones[severity]} title={title}>
        <p>{meaning}</p>
        {advice !== null && <p>{advice}</p>}
        <More incident={incident} />
        <small>
          {t('overview.since_long', { moment: format.moment(since) })}
          {cause !== null && ` · ${t('common.code', { code: cause })}`}
        </small>
      </Note>,
    ];
  });
}

/** Where there is more to see. */
export function More({ incident }: { readonly incident: Incident | undefined }) {
  const { t } = useTranslation();
  if (incident === undefined) return null;
  const { code, runId } = incident;
  const isRejected = code === 'rejected' || code === 'rejected-many';
  if (!isRejected && runId === null) return null;
  return (
    <p className={classes.links}>
      {isRejected && <Link href="/rejected">{t('overview.moreRejected')}</Link>}
      {runId !== null && <Link href={`/runs/${runId}`}>{t('overview.moreRun')}</Link>}
    </p>
  );
}
