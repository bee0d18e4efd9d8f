import { Button } from '@mantine/core';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Overview, Verdict } from '../../../../src/http/api/contract/overview.ts';
import { ServiceLineContext } from '../../api/service-line.ts';
import { useDo } from '../../api/use-api.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useToast } from '../../ui/notice/use-toast.ts';
import { More } from './incident-list.tsx';
import classes from './overview.module.css';

const icons: Readonly<Record<Verdict, IconName>> = {
  setup: 'setup',
  paused: 'warning',
  resting: 'pause',
  'database-lost': 'warning',
  stale: 'clock',
  'first-load': 'refresh',
  attention: 'rejected',
  'in-sync': 'check',
};

/** The answer to the director's question, in a line, and what can be done about it. */
export function VerdictPanel({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const isConnected = useContext(ServiceLineContext);
  const { verdict, tone, headline, incidents, now } = overview;
  const { title, meaning } = headline[language];
  // Of the gravest, which the headline tells.
  const advice = incidents[0]?.text[language].advice ?? null;
  return (
    <section
      className={classes.verdict}
      data-verdict={verdict}
      data-known={isConnected}
      aria-live="polite"
    >
      <span className={classes.mark} data-tone={isConnected ? tone : 'quiet'}>
        <Icon name={isConnected ? icons[verdict] : 'clock'} size={28} />
      </span>
      <div className={classes.words}>
        {isConnected ? (
          <>
            <p className={classes.headline}>{title}</p>
            <p className={classes.detail}>{meaning}</p>
            {advice !== null && <p className={classes.detail}>{advice}</p>}
            <More incident={incidents[0]} />
          </>
        ) : (
          <>
            <p className={classes.headline}>{t('overview.unknown')}</p>
            <p className={classes.detail}>
              {t('overview.lastKnown', { moment: format.moment(now), title })}
            </p>
          </>
        )}
      </div>
      {isConnected && <Controls overview={overview} />}
    </section>
  );
}

const isOfBeginning = ({ code }: Overview['incidents'][number]) => code === 'first-load-asks';

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
  if (!useMayOperate()) return null;
  // Whatever else is the matter: before somebody has begun there is nothing to be carried over, nor to be paused.
  if (overview.verdict === 'setup' || overview.incidents.some(isOfBeginning)) {
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
