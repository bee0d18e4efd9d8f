import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ClinicListRow } from '../../../../src/http/api/contract/fleet.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { useLanguage, useWords } from '../../language/use-language.ts';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Tag } from '../../ui/tag.tsx';
import classes from './clinics.module.css';
import { tagTone } from './tag-tone.ts';

/** A clinic in a line, and the way to its own pages. */
export function ClinicTable({ rows }: { readonly rows: readonly ClinicListRow[] }) {
  const { t } = useTranslation();
  const now = useNow();
  const columns: readonly Column<ClinicListRow>[] = [
    {
      key: 'name',
      title: t('fleet.columns.name'),
      phone: 'heading',
      share: '24%',
      cell: ({ key, name }) => (
        <Link href={`/clinics/${encodeURIComponent(key)}`} className={classes.name ?? ''}>
          {name}
        </Link>
      ),
    },
    { key: 'state', title: t('fleet.columns.state'), cell: (row) => <State row={row} /> },
    {
      key: 'patients',
      title: t('fleet.columns.patients'),
      phone: 'half',
      tight: true,
      cell: (row) => <InAmo row={row} />,
    },
    {
      key: 'data',
      title: t('fleet.columns.data'),
      phone: 'half',
      tight: true,
      cell: (row) => <Age row={row} now={now} />,
    },
  ];
  return (
    <DataTable caption={t('fleet.title')} columns={columns} rows={rows} rowKey={({ key }) => key} />
  );
}

/** The gravest in its own words; what else is the matter is named. */
function State({ row }: { readonly row: ClinicListRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { tone, headline, incidents } = row;
  const { title, meaning } = headline[language];
  const others = incidents.map(({ text }) => text[language].title).filter((one) => one !== title);
  return (
    <div className={classes.state}>
      <Tag tone={tagTone(tone)}>{title}</Tag>
      {tone !== 'good' && <p className={classes.meaning}>{meaning}</p>}
      {others.length > 0 && (
        <p className={classes.more}>{t('fleet.more', { titles: others.join('; ') })}</p>
      )}
    </div>
  );
}

function InAmo({ row: { key, patients, rejected } }: { readonly row: ClinicListRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={classes.state}>
      {patients === null
        ? '—'
        : t('fleet.of', {
            inAmo: format.number(patients.inAmo),
            total: format.number(patients.total),
          })}
      {rejected !== null && rejected > 0 && (
        <Link href={`/clinics/${encodeURIComponent(key)}/rejected`} className={classes.more ?? ''}>
          {t('fleet.rejected', { shown: format.number(rejected) })}
        </Link>
      )}
    </div>
  );
}

/** How old the data is, and what makes it newer. */
function Age({ row, now }: { readonly row: ClinicListRow; readonly now: number }) {
  const format = useFormat();
  const next = useNext(row, now);
  const { dataAt } = row;
  return (
    <div className={classes.state}>
      {dataAt === null ? '—' : format.relative(Math.min(dataAt, now), now)}
      {next !== null && <p className={classes.more}>{next}</p>}
    </div>
  );
}

function useNext(
  { running, nextAt, needsPerson, verdict }: ClinicListRow,
  now: number,
): string | null {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const modes = useWords('runs.modes');
  if (running !== null) {
    const { mode, progress } = running;
    const total = progress?.total ?? null;
    if (progress === null || total === null || total === 0) {
      return t('fleet.runs', { mode: modes(mode) });
    }
    const share = new Intl.NumberFormat(i18n.language, { style: 'percent' });
    const percent = share.format(Math.min(1, progress.done / total));
    return t('fleet.part', { mode: modes(mode), percent });
  }
  if (nextAt === null) return verdict !== null && needsPerson ? t('fleet.waits') : null;
  if (nextAt <= now + 1_000) return t('fleet.now');
  return t('fleet.next', { when: format.relative(nextAt, now) });
}
