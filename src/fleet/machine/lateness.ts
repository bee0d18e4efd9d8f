import type { ClinicRow } from '../tables/overview.ts';

/** How a clinic of the fleet stands, the worst first. */
export const clinicStates = ['nobody', 'asks', 'failing', 'late', 'running', 'waiting'] as const;
export type ClinicState = (typeof clinicStates)[number];

/** A pass that begins so much after it was due is late: a machine that fell silent is replaced within 20 s. */
const lateMs = 60_000;

export function clinicState(row: ClinicRow, now: number): ClinicState {
  if (!row.ready || row.able === 0) return 'nobody';
  if (row.asks !== null) return 'asks';
  if (row.failures > 0) return 'failing';
  if (row.isRunning) return 'running';
  return now - row.dueAt > lateMs ? 'late' : 'waiting';
}

/** The worst first; of two that are as bad, whose pass is due for longer. */
export function worstFirst(rows: readonly ClinicRow[], now: number): readonly ClinicRow[] {
  const rank = (row: ClinicRow) => clinicStates.indexOf(clinicState(row, now));
  return rows.toSorted((a, b) => rank(a) - rank(b) || a.dueAt - b.dueAt);
}
