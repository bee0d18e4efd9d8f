import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../../../src/http/api/contract/overview.ts';
import { useFormat } from '../../../format/use-format.ts';
import { Panel } from '../../../ui/layout/panel.tsx';
import { Note } from '../../../ui/notice/note.tsx';
import { PassProgress } from './pass-progress.tsx';

/** What is being done now, or whom it waits for. */
export function RunningPass({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { running, waitsFor } = overview;
  if (running !== null) return <Running key={running.since} overview={overview} />;
  if (waitsFor === null) return null;
  const { command, pid, since } = waitsFor;
  return (
    <Note
      tone="info"
      role="status"
      title={t('overview.waits', { command, pid, moment: format.moment(since) })}
    />
  );
}

/** A pass that is over in a moment would only make the page jump. */
const worthShowingMs = 1500;

function Running({ overview: { running, firstLoadDone } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(!firstLoadDone);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), worthShowingMs);
    return () => clearTimeout(timer);
  }, []);
  if (running === null || !isShown) return null;
  return (
    <Panel title={t(`overview.running.${firstLoadDone ? running.mode : 'first'}`)}>
      <PassProgress since={running.since} progress={running.progress} />
    </Panel>
  );
}
