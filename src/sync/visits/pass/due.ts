import type { Clock } from '../../../clock.ts';
import type { SourceNumber } from '../../../contact/model/patient-key.ts';
import type { State } from '../../../state/open-state.ts';
import { unnamedIntents } from '../intents.ts';
import { isLookDue } from '../make/resolve-deals.ts';
import type { LookKind } from './look.ts';

/** A deal that was named and does not count is looked at for so long by passes that find nothing else to do. */
const namedMs = 3_600_000;

/** Whether something that was sent is not decided yet, and may be by now. */
export async function isPending(
  { state, clock }: { readonly state: State; readonly clock: Clock },
  kind: LookKind,
): Promise<boolean> {
  if ((await state.visitUpdates.all()).length > 0) return true;
  const unnamed = await unnamedIntents(state);
  if (unnamed.length > 0 && (kind === 'whole' || (await isLookDue({ state, clock }, unnamed))))
    return true;
  const since = clock.now() - namedMs;
  return (await state.visitIntents.all()).some(
    ({ leadId, createdAt }) => leadId !== null && (createdAt >= since || kind === 'whole'),
  );
}

/** Before the first deal is made or moved, and once more where the last one found what a person had to see to. */
export async function needsSurvey(
  { meta, visitIntents }: Pick<State, 'meta' | 'visitIntents'>,
  numbers: readonly SourceNumber[],
  kind: LookKind,
): Promise<boolean> {
  const known = await meta.ofSources('visitsSurveyed');
  const isOdd = [...known.values()].some(({ foreign, doubled }) => foreign + doubled > 0);
  const isOpen = (await unnamedIntents({ visitIntents })).length > 0;
  return numbers.some((number) => !known.has(number)) || (kind === 'whole' && (isOdd || isOpen));
}

/** Of which it is known which visits have deals, with no other installation at work. */
export async function surveyedSources({
  meta,
}: Pick<State, 'meta'>): Promise<ReadonlySet<SourceNumber>> {
  // Nor are contacts made while another installation is at work.
  if ((await meta.get('otherWriter'))?.stoppedAt !== undefined) return new Set();
  const known = await meta.ofSources('visitsSurveyed');
  return new Set([...known].filter(([, { foreign }]) => foreign === 0).map(([number]) => number));
}
