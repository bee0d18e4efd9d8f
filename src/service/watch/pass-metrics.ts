import type { RunOutcome } from '../../state/record/runs.ts';
import type { PassCounts } from '../../sync/pass/pass-counts.ts';
import { findingKinds } from '../../sync/run/findings/finding-kinds.ts';
import type { ServiceEvent, ServiceListener } from '../service-event.ts';
import { counter, durations, gauge, type Sheet } from './metric.ts';

type Mode = 'incremental' | 'deep';

const passModes: readonly Mode[] = ['incremental', 'deep'];

const outcomes: readonly RunOutcome[] = ['ok', 'rows-rejected', 'failed'];

/** What may become of a patient in a pass; those that only describe how things stand are gauges elsewhere. */
const rowOutcomes = [
  'created',
  'updated',
  'unchanged',
  'adopted',
  'relinked',
  'removed',
  'repaired',
  'rejected',
  'uncertain',
  'deferred',
  'postponed',
] as const satisfies readonly (keyof PassCounts)[];

/** From an idle look to the first load of a large clinic. */
const buckets = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400];

/** Passes: how many, how long, what they did. */
export function passMetrics(registry: Sheet): ServiceListener {
  const runs = counter(registry, 'runs_total', 'Passes that ended, by mode and outcome', [
    'mode',
    'outcome',
  ]);
  const spread = durations(
    registry,
    'run_duration_seconds',
    'How long passes took that came to their end',
    { labelNames: ['mode'], buckets },
  );
  const rows = counter(
    registry,
    'rows_total',
    'Patients by what a pass did with them; a pass that ended by an error adds none',
    ['outcome'],
  );
  const findings = counter(registry, 'findings_total', 'What passes found, by kind', ['kind']);
  const running = gauge(registry, 'pass_running', '1 while a pass of this mode runs', ['mode']);
  for (const mode of passModes) {
    for (const outcome of outcomes) runs.inc({ mode, outcome }, 0);
    spread.zero({ mode });
    running.set({ mode }, 0);
  }
  for (const outcome of rowOutcomes) rows.inc({ outcome }, 0);
  for (const kind of findingKinds) findings.inc({ kind }, 0);

  // An incremental pass that is due runs inside a deep one: what ends is always what began last.
  const begun: Mode[] = [];
  const showRunning = () => {
    for (const mode of passModes) running.set({ mode }, begun.includes(mode) ? 1 : 0);
  };
  const ended = ({ result }: Extract<ServiceEvent, { type: 'pass-ended' }>) => {
    const started = begun.pop() ?? 'incremental';
    const mode = result?.mode ?? started;
    runs.inc({ mode, outcome: result?.outcome ?? 'failed' });
    if (result === undefined) return;
    spread.observe({ mode }, result.durationMs / 1000);
    for (const outcome of rowOutcomes) rows.inc({ outcome }, result.counts[outcome] ?? 0);
    for (const [kind, n] of Object.entries(result.findingCounts)) findings.inc({ kind }, n);
  };
  return (event) => {
    if (event.type === 'pass-started') begun.push(event.mode);
    else if (event.type === 'pass-ended') ended(event);
    else return;
    showRunning();
  };
}
