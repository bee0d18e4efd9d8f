import type { Fact } from '../../../state/account/facts.ts';
import type { VisitIntent } from '../../../state/visits/visit-intents.ts';
import { finalAfterMs, leavesWithinMs } from '../../creates/absence/timing.ts';
import type { DealTools } from '../deal/deal-tools.ts';
import { dropIntents, unnamedIntents } from '../intents.ts';
import { leadsByIds } from '../leads-by-ids.ts';
import { newestLeads } from '../newest-leads.ts';
import type { VisitCounts } from '../pass/visit-counts.ts';
import { readBack } from './read-back.ts';

/** What a look could not decide is looked for again so long after; a whole reading of all deals decides it, too. */
const lookAgainMs = 3_600_000;

type Unnamed = Pick<VisitIntent, 'runId'>;

/** Whether these were waited for: whoever sent them was gone when a run after theirs looked for them. */
const isWaitedFor = (intents: readonly Unnamed[], looked: Fact<'dealsLookedFor'> | undefined) =>
  looked !== undefined && intents.every(({ runId }) => runId < looked.run);

/** Whether deals that no answer named are to be looked for now. */
export async function isLookDue(
  { state, clock }: Pick<DealTools, 'state' | 'clock'>,
  unnamed: readonly Unnamed[],
): Promise<boolean> {
  const looked = await state.meta.get('dealsLookedFor');
  const now = clock.now();
  const isLately = looked !== undefined && looked.at <= now && now - looked.at < lookAgainMs;
  return !isLately || !isWaitedFor(unnamed, looked);
}

/**
 * Decides what was sent and not answered, before anything is sent: each is looked for among its contact's own deals and the
 * newest ones, by its key, when nothing of it can turn up any more.
 */
export async function resolveDeals(tools: DealTools, counts: VisitCounts): Promise<void> {
  const { state, clock, runId: run, signal } = tools;
  const unnamed = await unnamedIntents(state);
  if (unnamed.length > 0) {
    // Whoever sent it is gone: its connection ended before this began. One that was taken over may yet have begun another.
    const waitMs = finalAfterMs + (state.isShared ? leavesWithinMs : 0);
    const looked = await state.meta.get('dealsLookedFor');
    if (!isWaitedFor(unnamed, looked)) await clock.sleep(waitMs, signal);
    await lookFor(tools, unnamed);
    await state.meta.set('dealsLookedFor', { run, at: clock.now() });
  }
  await readBack(tools, counts);
  await countUndecided(tools, counts);
}

/** Of what was sent without an answer it is not known whether it is there. */
export async function countUndecided({ state }: DealTools, counts: VisitCounts): Promise<void> {
  counts.add('dealsUncertain', (await unnamedIntents(state)).length);
}

/** Looks for what no answer named, once nothing of it can turn up any more; what is certainly not there is dropped. */
export async function lookFor(tools: DealTools, intents: readonly VisitIntent[]): Promise<void> {
  const { state } = tools;
  const newest = await newestLeads(
    tools,
    Math.min(...intents.map(({ highestLeadId }) => highestLeadId)),
  );
  for (const intent of intents) {
    const own = new Set(await tools.leads.ofContact(intent.contactId));
    const leads = [
      // Of those that were there before it was sent none is it, but for one of the contact's own, which spares it.
      ...[...newest.leads.values()].filter(({ id }) => id > intent.highestLeadId || own.has(id)),
      ...(
        await leadsByIds(
          tools,
          [...own].filter((id) => !newest.leads.has(id)),
        )
      ).values(),
    ];
    const found = leads.filter((lead) => tools.visitOf(lead) === intent.visit).map(({ id }) => id);
    if (found.length > 0) {
      // Of several the oldest, which has the lowest id.
      await state.visitIntents.name(
        intent.visit,
        found.reduce((a, b) => (b < a ? b : a)),
      );
    } else if (newest.areAll) await state.transaction((tx) => dropIntents(tx, [intent.visit]));
  }
}
