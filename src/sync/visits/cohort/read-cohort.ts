import type { CancelMeaning } from '../../../contact/visits/cancel-reason.ts';
import type { Ident } from '../../../ident/ident.ts';
import { computedSources } from '../../../ident/profiles/computed-source.ts';
import type { Cohort } from '../../../visits/cohort/cohort-counts.ts';
import type { PaidIs } from '../../../visits/cohort/cohort-report.ts';
import { CohortTally } from '../../../visits/cohort/cohort-tally.ts';
import type { VisitWindow } from '../../../visits/window.ts';

/** A database whose visits are counted. */
export interface CohortSource {
  readonly name: string;
  /** Opens it for as long as it is read, as the passes before knew it ({@link recall}). */
  readonly read: <T>(work: (ident: Ident) => Promise<T>) => Promise<T>;
}

interface CohortQuestion {
  readonly period: VisitWindow;
  /** The clinic's wall clock. */
  readonly now: string;
  readonly cancelReasons: ReadonlyMap<string, CancelMeaning>;
  readonly signal?: AbortSignal | undefined;
}

export interface CohortRead {
  readonly cohort: Cohort;
  readonly paidIs: PaidIs;
  /** Databases of which nothing is counted, since they do not tell when receptions were entered. */
  readonly untold: readonly string[];
}

/**
 * Visits booked in a period, and what IDENT says of them now: of IDENT alone, whether visits are deals or not. One database
 * after the other. Which are paid is told once a person has confirmed the debts of all of them.
 */
export async function readCohort(
  sources: readonly CohortSource[],
  { period, now, cancelReasons, signal }: CohortQuestion,
): Promise<CohortRead> {
  const paidIs = await paidOf(sources);
  const tellsPaid = paidIs === 'told';
  const tally = new CohortTally({ period, now, tellsPaid });
  const untold: string[] = [];
  for (const { name, read } of sources) {
    await read(async (ident) => {
      const booked = await ident.booked(period, { cancelReasons, withDebts: tellsPaid });
      if (booked === null) {
        untold.push(name);
        return;
      }
      tally.skip(booked.withoutEntry);
      for await (const part of booked.parts) {
        signal?.throwIfAborted();
        tally.add(part);
      }
    });
  }
  return { cohort: tally.cohort, paidIs, untold };
}

async function paidOf(sources: readonly CohortSource[]): Promise<PaidIs> {
  const found: PaidIs[] = [];
  for (const { read } of sources) {
    found.push(
      await read(async (ident) => ((await ident.tellsDebts()) ? await debtsOf(ident) : 'missing')),
    );
  }
  return (
    (['missing', 'otherwise', 'unconfirmed'] as const).find((one) => found.includes(one)) ?? 'told'
  );
}

/** The debts of patients and those of their orders are of one journal: who confirms the ones confirms the others. */
async function debtsOf(ident: Ident): Promise<PaidIs> {
  const report = (await ident.probe()).inputs.get('debt');
  if (report?.source !== computedSources['journal.debt'].path) return 'otherwise';
  if (report.status === 'unconfirmed') return 'unconfirmed';
  return report.status === 'computed' ? 'told' : 'otherwise';
}
