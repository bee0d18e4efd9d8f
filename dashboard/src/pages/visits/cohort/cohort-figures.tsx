import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CohortJob } from '../../../../../src/http/api/contract/visits/cohort.ts';
import { cohortWords } from '../../../../../src/report/cohort/cohort-words.ts';
import { notCountedReasons } from '../../../../../src/visits/cohort/cohort-counts.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { Empty } from '../../../ui/notice/empty.tsx';
import { Note } from '../../../ui/notice/note.tsx';
import { Facts } from '../../../ui/table/facts.tsx';
import classes from './cohort.module.css';
import { CohortGroups } from './cohort-groups.tsx';
import { CohortSteps } from './cohort-steps.tsx';
import { percent } from './percent.ts';

export type Cohort = NonNullable<CohortJob['cohort']>;

/** The figures, with what has to stand beside them: period, moment, and what is not in them. */
export function CohortFigures({ cohort }: { readonly cohort: Cohort }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = cohortWords[useLanguage()];
  const { from, to, at, total, leads, paidIs } = cohort;
  return (
    <div className={classes.figures}>
      <p className={classes.period}>
        {t('cohort.period', {
          from: format.date(from),
          to: format.date(to),
          at: format.moment(at),
        })}
      </p>
      <Leads leads={leads} />
      {total.booked === 0 ? (
        <Empty title={t('cohort.nothing')} />
      ) : (
        <>
          <CohortSteps cohort={cohort} />
          <CohortGroups cohort={cohort} />
        </>
      )}
      {paidIs !== 'told' && <p className={classes.small}>{words.paidIs[paidIs]}.</p>}
      <NotCounted cohort={cohort} />
      <p className={classes.small}>
        {words.law} {leads !== null && words.leadsLaw}
      </p>
    </div>
  );
}

function Leads({ leads }: Pick<Cohort, 'leads'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (leads === null) return null;
  if ('code' in leads)
    return <Note tone="warn" title={t('cohort.noLeads', { code: leads.code })} />;
  const { total, patients, isWhole } = leads;
  const count = format.number(total);
  return (
    <Facts
      facts={[
        [t('cohort.leads'), isWhole ? count : t('cohort.atLeast', { count })],
        [
          t('cohort.patients'),
          total === 0
            ? format.number(patients)
            : `${format.number(patients)} (${percent(patients, total)})`,
        ],
      ]}
    />
  );
}

/** Always told, none of them too: that nothing is left out is worth knowing. */
function NotCounted({ cohort }: { readonly cohort: Cohort }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = cohortWords[useLanguage()];
  const { notCounted, untold } = cohort;
  const left = notCountedReasons.map((reason): [string, ReactNode] => [
    words.notCounted[reason],
    format.number(notCounted[reason]),
  ]);
  return (
    <section>
      <h3 className={classes.heading}>{t('cohort.notCounted')}</h3>
      <dl className={classes.left}>
        {left.map(([what, count]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {untold.length > 0 && (
        <Note tone="warn" title={t('cohort.untold', { names: untold.join(', ') })} />
      )}
    </section>
  );
}
