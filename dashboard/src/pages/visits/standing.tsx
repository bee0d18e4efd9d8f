import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitsStanding } from '../../../../src/http/api/contract/visits/visits.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Panel } from '../../ui/layout/panel.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { Facts } from '../../ui/table/facts.tsx';

const figures = ['deals', 'rejected', 'waiting', 'led'] as const;
/** Told where there are any. */
const oddFigures = ['deleted', 'doubled'] as const;

/** Whether deals are made and moved at all, and how many there are. */
export function Standing({ standing }: { readonly standing: VisitsStanding }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { on, counts } = standing;
  const shown = [...figures, ...oddFigures.filter((name) => counts[name] > 0)];
  return (
    <>
      <StandingNote standing={standing} />
      {(on || counts.deals > 0) && (
        <Panel>
          <Facts
            facts={shown.map((name): [string, ReactNode] => [
              t(`visits.figures.${name}`),
              format.number(counts[name]),
            ])}
          />
        </Panel>
      )}
    </>
  );
}

/** The first thing that keeps deals from being made or moved. */
function StandingNote({ standing }: { readonly standing: VisitsStanding }) {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const { on, setUp, loaded, rest, stopped, counts } = standing;
  if (!on)
    return (
      <Note title={t('visits.off')}>
        {t(counts.deals > 0 ? 'visits.offKept' : 'visits.offHint')}
      </Note>
    );
  if (setUp !== 'whole')
    return (
      <Note tone="warn" title={t(setUp === 'none' ? 'visits.noSetUp' : 'visits.halfSetUp')}>
        {t(setUp === 'none' ? 'visits.noSetUpHint' : 'visits.halfSetUpHint')}
      </Note>
    );
  if (rest !== null)
    return (
      <Note
        tone="warn"
        title={t('visits.rest', { until: format.moment(rest.until) })}
        role="status"
      >
        <p>{rest.text[language].message}</p>
        <p>{rest.text[language].hint}</p>
        <small>{t('common.code', { code: rest.code })}</small>
      </Note>
    );
  if (stopped !== null)
    return (
      <Note tone="warn" title={t('visits.stopped')} role="status">
        <p>{stopped.text[language].message}</p>
        <p>{stopped.text[language].hint}</p>
      </Note>
    );
  if (!loaded)
    return (
      <Note tone="info" title={t('visits.loading')}>
        {t('visits.loadingHint')}
      </Note>
    );
  return null;
}
