import { firstSource, type SourceNumber } from '../../contact/model/patient-key.ts';
import type { Ident } from '../../ident/ident.ts';
import { type Databases, databasesOf } from '../../ident/sources/databases.ts';
import type { State } from '../../state/open-state.ts';
import type { FirstLoad } from '../pass/first-load.ts';
import { defaultGuardLimits, type GuardLimits } from './guard.ts';

interface Counting {
  readonly state: Pick<State, 'links'>;
  readonly ident: Ident | Databases;
}

/** How many patients of each source are linked; of the only one by the first number, whatever its own is. */
export const linkedPatients = (setup: Counting): Promise<ReadonlyMap<SourceNumber, number>> =>
  counted(setup, (_source, linked) => linked);

/**
 * Of how many patients a mass is a share: of those who are linked; while few of them are, in a first load, of all whom
 * IDENT shows. Of overwrites the rows are allowed, however few are linked: what IDENT shows counts no further than where
 * they would become more.
 */
export async function guardedPatients(
  setup: Counting & { readonly firstLoad: Pick<FirstLoad, 'patients'> | null },
  { overwrite = defaultGuardLimits.overwrite }: GuardLimits = defaultGuardLimits,
): Promise<ReadonlyMap<SourceNumber, number>> {
  if (setup.firstLoad === null) return await linkedPatients(setup);
  const shown = await setup.firstLoad.patients();
  const most = (overwrite.rows * 100) / overwrite.percent;
  return await counted(setup, (source, linked) =>
    Math.max(linked, Math.min(shown.get(source) ?? 0, Math.floor(most))),
  );
}

async function counted(
  { state: { links }, ident }: Counting,
  of: (source: SourceNumber, linked: number) => number,
): Promise<ReadonlyMap<SourceNumber, number>> {
  const { numbers } = databasesOf(ident);
  const [only = firstSource] = numbers;
  if (numbers.size < 2) return new Map([[firstSource, of(only, await links.count('linked'))]]);
  const counts = new Map<SourceNumber, number>();
  for (const number of [firstSource, ...numbers]) {
    counts.set(number, of(number, await links.count('linked', number)));
  }
  return counts;
}
