import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PatientHistory as History } from '../../../../src/http/api/contract/patient.ts';
import { useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage, useWords } from '../../language/use-language.ts';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import classes from './patient.module.css';

type Event = History['events'][number];

/** What passes found and people did with this patient. */
export function PatientHistory({ patientId }: { readonly patientId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const history = useRead('patientHistory', { params: { patientId } });
  return (
    <Panel title={t('patient.history')}>
      <Answer query={history} lines={2}>
        {({ events }) =>
          events.length === 0 ? (
            <Empty title={t('patient.noHistory')} />
          ) : (
            <ol className={classes.history}>
              {events.map((event, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: events have no id, and the list is shown as it came
                <li key={`${event.at} ${index}`}>
                  <span className={classes.when}>{format.exact(event.at)}</span>
                  <EventWords event={event} />
                </li>
              ))}
            </ol>
          )
        }
      </Answer>
    </Panel>
  );
}

function EventWords({ event }: { readonly event: Event }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const actions = useWords('actions.names');
  if (event.type === 'action') {
    return (
      <span>
        {actions(event.action)} ({t(`overview.actors.${event.actor}`)})
      </span>
    );
  }
  const run = <Link href={`/runs/${event.runId}`}>{t('patient.inRun', { id: event.runId })}</Link>;
  if (event.type === 'change') {
    const items = event.items.map((item) => item[language]).join(', ');
    return (
      <span>
        {t(`patient.written.${event.kind}`)}
        {items !== '' && `: ${items}`} ({run})
      </span>
    );
  }
  return (
    <span>
      {event.subject !== null && `${event.subject[language]}: `}
      {event.text[language].label} ({run})
    </span>
  );
}
