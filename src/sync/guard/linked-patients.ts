import { firstSource, type SourceNumber } from '../../contact/model/patient-key.ts';
import type { Ident } from '../../ident/ident.ts';
import { type Databases, databasesOf } from '../../ident/sources/databases.ts';
import type { State } from '../../state/open-state.ts';

/** How many patients are linked; of several sources, how many of each: a mass is one within a source. */
export async function linkedPatients({
  state: { links },
  ident,
}: {
  readonly state: Pick<State, 'links'>;
  readonly ident: Ident | Databases;
}): Promise<number | ReadonlyMap<SourceNumber, number>> {
  const { numbers } = databasesOf(ident);
  if (numbers.size < 2) return await links.count('linked');
  const counts = new Map<SourceNumber, number>();
  for (const number of [firstSource, ...numbers]) {
    counts.set(number, await links.count('linked', number));
  }
  return counts;
}
