import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../../src/http/api/contract/overview.ts';
import { useFormat } from '../../format/use-format.ts';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PassProgress } from './pass-progress.tsx';

/** What is being done now, or whom it waits for. */
export function RunningPass({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { running, waitsFor, firstLoadDone } = overview;
  if (running !== null) {
    return (
      <Panel title={t(`overview.running.${firstLoadDone ? running.mode : 'first'}`)}>
        <PassProgress since={running.since} progress={running.progress} />
      </Panel>
    );
  }
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
