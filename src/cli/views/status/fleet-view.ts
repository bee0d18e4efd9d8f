import { type ClinicState, clinicState, worstFirst } from '../../../fleet/machine/lateness.ts';
import type { ClinicRow, Overview } from '../../../fleet/tables/overview.ts';
import { formatDuration } from '../../../report/format.ts';
import type { CliContext } from '../../context.ts';
import { right, showTable } from '../../terminal/table.ts';
import { quoted } from './quoted.ts';

const marks: Readonly<Record<ClinicState, string>> = {
  nobody: '✗',
  asks: '!',
  failing: '!',
  late: '!',
  running: '·',
  waiting: '✓',
};

/** Machines first, then the clinics, the worst first. */
export function showFleet(context: CliContext, { machines, clinics, now }: Overview): void {
  const { output, text, language } = context;
  const words = text.fleet;
  const wholeSeconds = (ms: number) =>
    formatDuration(Math.max(Math.round(ms / 1000), 0) * 1000, language);
  const ago = (at: number) =>
    now - at < 1000 ? words.now : text.status.ago(wholeSeconds(now - at));
  if (machines.length === 0) output.data(words.noMachines);
  else {
    showTable(
      output,
      [words.machine, right(words.places), words.seen, words.version],
      machines.map((one) => [
        `${one.isLive ? '✓' : '✗'} ${one.host}:${one.pid}`,
        words.of(one.running, one.places),
        ago(one.seenAt),
        one.version,
      ]),
    );
  }
  output.data();
  if (clinics.length === 0) {
    output.data(words.noClinics);
    return;
  }
  showTable(
    output,
    [words.clinic, words.state, words.last, words.due],
    worstFirst(clinics, now).map((row) => [
      `${marks[clinicState(row, now)]} ${row.name}`,
      stateOf(row),
      lastOf(row),
      due(row),
    ]),
  );
  for (const { name, faults } of clinics) {
    for (const [machine, fault] of Object.entries(faults)) {
      output.data(words.fault(name, machine, words.faults[fault] ?? fault));
    }
  }

  function stateOf(row: ClinicRow): string {
    const state = words.states[clinicState(row, now)];
    const { asks } = row;
    if (asks === null) return state;
    return `${state} (${asks === 'first-load' ? words.firstLoad(quoted(row.name)) : pauseWord(asks)})`;
  }

  function lastOf({ endedAt, lastHost, outcome }: ClinicRow): string {
    if (endedAt === null) return '–';
    const parts = [ago(endedAt), lastHost, outcome === 'ok' ? null : outcome];
    return parts.filter((part) => part !== null).join(', ');
  }

  function pauseWord(reason: string): string {
    const known: Readonly<Record<string, string>> = text.service.pauses;
    return known[reason] ?? reason;
  }

  function due({ dueAt, isRunning, begunAt }: ClinicRow): string {
    if (isRunning) return words.since(wholeSeconds(now - (begunAt ?? now)));
    const ms = dueAt - now;
    if (Math.abs(ms) < 1000) return words.now;
    return ms > 0 ? words.in(wholeSeconds(ms)) : words.overdue(wholeSeconds(-ms));
  }
}
