import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Overview, Verdict } from '../../../../src/http/api/contract/overview.ts';
import { useDo } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import type { Tone } from '../../ui/tone.ts';
import { useToast } from '../../ui/use-toast.ts';
import classes from './overview.module.css';

const looks: Readonly<Record<Verdict, { readonly tone: Tone; readonly icon: IconName }>> = {
  setup: { tone: 'info', icon: 'setup' },
  paused: { tone: 'bad', icon: 'warning' },
  resting: { tone: 'warn', icon: 'pause' },
  'database-lost': { tone: 'bad', icon: 'warning' },
  stale: { tone: 'bad', icon: 'clock' },
  'first-load': { tone: 'info', icon: 'refresh' },
  attention: { tone: 'warn', icon: 'rejected' },
  'in-sync': { tone: 'good', icon: 'check' },
};

/** The answer to the director's question, in a line, and what can be done about it. */
export function VerdictPanel({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const { verdict } = overview;
  const { tone, icon } = looks[verdict];
  return (
    <section className={classes.verdict} data-verdict={verdict} aria-live="polite">
      <span className={classes.mark} data-tone={tone}>
        <Icon name={icon} size={28} />
      </span>
      <div className={classes.words}>
        <p className={classes.headline}>{t(`overview.verdicts.${verdict}`)}</p>
        <p className={classes.detail}>{t(`overview.details.${verdict}`)}</p>
        {verdict === 'attention' && <Attention overview={overview} />}
      </div>
      <Controls overview={overview} />
    </section>
  );
}

/** What wants to be looked at, and where. */
function Attention({ overview: { rejected, deepReport } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const attention = deepReport?.attention ?? 0;
  return (
    <p className={classes.links}>
      {rejected.count > 0 && (
        <Link href="/rejected">{t('overview.stats.rejected', { count: rejected.count })}</Link>
      )}
      {deepReport !== null && attention > 0 && (
        <Link href={`/runs/${deepReport.runId}`}>
          {t('overview.passes.attention', { count: attention, shown: format.number(attention) })}
        </Link>
      )}
    </p>
  );
}

function Controls({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const toast = useToast();
  const said = (words: string) => ({
    outdates: ['overview'] as const,
    onDone: () => toast.done(words),
  });
  const pause = useDo('pause', said(t('overview.pausedNow')));
  const resume = useDo('resume', said(t('overview.resumedNow')));
  const runNow = useDo('runNow', said(t('overview.asked')));
  const onError = toast.failed;
  if (overview.verdict === 'setup') {
    return (
      <Button component={Link} href="/setup" leftSection={<Icon name="setup" />}>
        {t('overview.goSetup')}
      </Button>
    );
  }
  const isUserPaused = overview.pauses.some(({ reason }) => reason === 'user');
  const isBusy = overview.running !== null;
  return (
    <div className={classes.controls}>
      {isUserPaused ? (
        <Button
          leftSection={<Icon name="play" />}
          loading={resume.isPending}
          onClick={() => resume.mutate({ body: { reasons: ['user'] } }, { onError })}
        >
          {t('overview.resume')}
        </Button>
      ) : (
        <>
          <Button
            leftSection={<Icon name="refresh" />}
            disabled={isBusy || overview.pauses.length > 0}
            loading={runNow.isPending}
            onClick={() => runNow.mutate({ body: { kind: 'incremental' } }, { onError })}
          >
            {t('overview.runNow')}
          </Button>
          <Button
            variant="default"
            disabled={isBusy || overview.pauses.length > 0}
            loading={runNow.isPending}
            onClick={() => runNow.mutate({ body: { kind: 'deep' } }, { onError })}
          >
            {t('overview.runDeep')}
          </Button>
          <Button
            variant="default"
            leftSection={<Icon name="pause" />}
            loading={pause.isPending}
            onClick={() => pause.mutate({}, { onError })}
          >
            {t('overview.pause')}
          </Button>
        </>
      )}
    </div>
  );
}
