import type { Repositories } from '../../state/open-state.ts';
import type { VisitIntent } from '../../state/visits/visit-intents.ts';
import type { VisitKey } from '../../visits/visit-key.ts';

/** What an intent carries that is to take over a deal which is there, instead of making one. */
const adoption = 'adoption';

export const adoptionSent: ReadonlyMap<string, string> = new Map([[adoption, '']]);

export const isAdoption = ({ sent }: Pick<VisitIntent, 'sent'>): boolean => sent.has(adoption);

/** Those that no answer has named: whether their deals are there is not known. */
export async function unnamedIntents({
  visitIntents,
}: Pick<Repositories, 'visitIntents'>): Promise<readonly VisitIntent[]> {
  return (await visitIntents.all()).filter(({ leadId }) => leadId === null);
}

/** Nothing came of these. */
export async function dropIntents(
  { visitIntents, visitMembers }: Pick<Repositories, 'visitIntents' | 'visitMembers'>,
  visits: readonly VisitKey[],
): Promise<void> {
  for (const visit of visits) {
    await visitIntents.remove(visit);
    await visitMembers.forget(visit);
  }
}
