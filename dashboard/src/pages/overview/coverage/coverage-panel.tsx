import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type {
  Coverage,
  OutsidePlace,
  Overview,
} from '../../../../../src/http/api/contract/overview.ts';
import { ServiceLineContext } from '../../../api/service-line.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useNow } from '../../../format/use-now.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { Panel } from '../../../ui/layout/panel.tsx';
import classes from './coverage.module.css';
import { DayStrip } from './day-strip.tsx';

/** How many patients of IDENT are in amoCRM, who is not, and how the last months went. */
export function CoveragePanel({ overview: { coverage } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const isConnected = useContext(ServiceLineContext);
  const { title, asOf } = coverage.text[language];
  const isKnown = isConnected && coverage.at !== null && !coverage.isOld;
  return (
    <Panel>
      <section aria-label={t('overview.coverage.title')} data-coverage data-known={isKnown}>
        <p className={classes.figure}>{title}</p>
        <p className={classes.asOf}>{asOf}</p>
        <Outside figure={coverage} />
        {coverage.sources.length > 0 && (
          <ul className={classes.sources}>
            {coverage.sources.map((source) => (
              <li key={source.source} data-known={source.at !== null && !source.isOld}>
                <b>{source.name}</b> {source.text[language].title}
                <SourceAge carriedAt={source.carriedAt} />
                <Outside figure={source} isPlain />
              </li>
            ))}
          </ul>
        )}
      </section>
      <DayStrip />
    </Panel>
  );
}

/** One source may be away, rest or be slow while the others go on. */
function SourceAge({ carriedAt }: { readonly carriedAt: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <div className={classes.asOf}>
      {carriedAt === null
        ? t('overview.coverage.ageUnknown')
        : t('overview.coverage.age', { age: format.relative(carriedAt, now) })}
    </div>
  );
}

interface OutsideProps {
  readonly figure: Pick<Coverage, 'at' | 'outside'>;
  /** Without links: they lead to the patients of all sources. */
  readonly isPlain?: boolean;
}

/** Where each of the others is to be found. */
function Outside({ figure: { at, outside }, isPlain = false }: OutsideProps) {
  const language = useLanguage();
  const format = useFormat();
  if (at === null || outside.length === 0) return null;
  return (
    <ul className={classes.outside}>
      {outside.map(({ place, count, text }) => {
        const words = `${text[language]}: ${format.number(count)}`;
        return <li key={place}>{isPlain ? words : <Link href={listOf(place)}>{words}</Link>}</li>;
      })}
    </ul>
  );
}

const listOf = (place: OutsidePlace): string =>
  place === 'rejected' || place === 'held' ? '/rejected' : `/outside/${place}`;
