import type { PatientId } from '../../contact/model/patient-key.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import { keyset } from '../../keyset.ts';
import type { CensusGap } from '../../state/patients/census.ts';
import type { Pass } from '../pass/pass-context.ts';
import { type WarningCounts, warningNames } from '../pass/pass-counts.ts';
import type { SeenPatients } from './seen-patients.ts';

const pageSize = 500;

/** Writes down how many patients each source showed to an audit, and of whom nothing else would be known. */
export async function takeCensus(pass: Pass, seen: SeenPatients): Promise<void> {
  const at = pass.clock.now();
  const databases = databasesOf(pass.ident);
  const counts = await seen.countBySource();
  // Of a source that was not read nothing is known.
  const all = async (page: (after: PatientId) => Promise<readonly PatientId[]>) => {
    const found: PatientId[] = [];
    for await (const ids of keyset(page, (id) => id)) {
      for (const id of ids) if (!databases.isLost(id)) found.push(id);
    }
    return found;
  };
  // Ids alone, few of all: read before the transaction, which keeps every other writer waiting.
  const gaps = new Map<CensusGap, readonly PatientId[]>();
  for (const gap of ['waiting', 'gone'] as const) {
    gaps.set(gap, await all((after) => seen.gaps(gap, after, pageSize)));
  }
  const warned = new Map<keyof WarningCounts, readonly PatientId[]>();
  for (const kind of warningNames) {
    warned.set(kind, await all((after) => seen.warned(kind, after, pageSize)));
  }
  await pass.state.transaction(async ({ census }) => {
    for (const { number: source } of databases.sources) {
      await census.take({ source, at, patients: counts.get(source) ?? 0 });
    }
    for (const [gap, ids] of gaps) await census.note(gap, ids);
    for (const [kind, ids] of warned) await census.noteWarned(kind, ids);
  });
}
