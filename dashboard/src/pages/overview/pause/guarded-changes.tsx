import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Pause } from '../../../../../src/http/api/contract/overview.ts';
import { useRead } from '../../../api/use-api.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { shownId } from '../../patient/shown-id.ts';
import classes from '../overview.module.css';

type Guard = NonNullable<Pause['guard']>;

const idsShown = 12;

/** What stopped passes would have done: how many of what, and to whom, by ids alone. */
export function GuardedChanges({ guard }: { readonly guard: Guard }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  return (
    <>
      <p>{t('overview.guard.would')}</p>
      <ul className={classes.guard}>
        {guard.kinds.map(({ kind, count, text, runId, databases }) => (
          <li key={kind}>
            <strong>
              {text[language]}: {format.number(count)}
            </strong>
            {databases.length > 0 && (
              <p>
                {databases
                  .map(({ name, count: asked }) => `${name}: ${format.number(asked)}`)
                  .join(' · ')}
              </p>
            )}
            {runId !== null && <Ids runId={runId} kind={`stopped:${kind}`} count={count} />}
          </li>
        ))}
      </ul>
      <p>{guard.allow === null ? t('overview.guard.nothing') : t('overview.guard.what')}</p>
      {runsOf(guard).map((runId) => (
        <p key={runId}>
          <Link href={`/runs/${runId}`}>{t('overview.guard.look', { runId })}</Link>
        </p>
      ))}
    </>
  );
}

/** Those that name whom it concerns, the newest first. */
const runsOf = ({ runId, kinds }: Guard): readonly number[] =>
  [...new Set([runId, ...kinds.flatMap((one) => one.runId ?? [])])].toSorted((a, b) => b - a);

interface IdsProps {
  readonly runId: number;
  readonly kind: string;
  readonly count: number;
}

function Ids({ runId, kind, count }: IdsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useRead('findings', { params: { runId }, query: { kind, limit: idsShown } });
  const ids = (data?.findings ?? []).flatMap(({ patientId }) => patientId ?? []);
  if (ids.length === 0) return null;
  const rest = count - ids.length;
  return (
    <p className={classes.ids}>
      {t('overview.guard.ids', { ids: ids.map(shownId).join(', ') })}{' '}
      {rest > 0 && t('overview.guard.more', { count: rest, shown: format.number(rest) })}
    </p>
  );
}
