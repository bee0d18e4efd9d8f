import type { PatientId } from '../../contact/model/patient-key.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import { keyset } from '../../keyset.ts';
import type { CensusGap } from '../../state/patients/census.ts';
import type { Pass } from '../pass/pass-context.ts';
import { warningNames } from '../pass/pass-counts.ts';
import type { SeenPatients } from './seen-patients.ts';

const pageSize = 500;

/** Writes down how many patients each source showed to an audit, and of whom nothing else would be known. */
export async function takeCensus(pass: Pass, seen: SeenPatients): Promise<void> {
  const at = pass.clock.now();
  const databases = databasesOf(pass.ident);
  const counts = await seen.countBySource();
  await pass.state.transaction(async ({ census }) => {
    for (const { number: source } of databases.sources) {
      await census.take({ source, at, patients: counts.get(source) ?? 0 });
    }
    for (const gap of ['waiting', 'gone'] as const satisfies readonly CensusGap[]) {
      const pages = keyset(
        (after: PatientId) => seen.gaps(gap, after, pageSize),
        (id) => id,
      );
      for await (const ids of pages) {
        // Of a source that was not read nothing is known.
        await census.note(
          gap,
          ids.filter((id) => !databases.isLost(id)),
        );
      }
    }
    for (const kind of warningNames) {
      const pages = keyset(
        (after: PatientId) => seen.warned(kind, after, pageSize),
        (id) => id,
      );
      for await (const ids of pages) {
        await census.noteWarned(
          kind,
          ids.filter((id) => !databases.isLost(id)),
        );
      }
    }
  });
}
