import { SyncError, syncErrors } from '../errors.ts';
import { linkAnswered } from '../link-found.ts';
import type { Pass } from '../pass-context.ts';
import { PassRestart } from '../pass-restart.ts';
import { newestContacts } from './newest.ts';

/**
 * Before its first create a pass reads the newest contacts down to the highest id that the state surveyed (one request
 * as a rule) and links those with an IDENT id. Found ones that this state does not know are another's making: a restored
 * state, or a second installation. An incremental pass then gives way to a deep one.
 *
 * @throws PassRestart in an incremental pass; SyncError CRM_MOVING when the list does not hold still.
 */
export async function checkNewest(pass: Pass): Promise<void> {
  const known = (await pass.state.meta.get('surveyedContactId')) ?? 0;
  const { contacts, complete } = await newestContacts(pass.amo, known);
  const linked = await linkAnswered(
    pass,
    contacts.toSorted((a, b) => a.id - b.id),
  );
  const highest = contacts.reduce((most, { id }) => Math.max(most, id), known);
  if (!complete) throw new SyncError(syncErrors.crmMoving());
  // Only once all of them are linked may the next pass stop its reading there.
  await pass.state.transaction(async (tx) => {
    await tx.meta.raiseHighestContactId(highest);
    await tx.meta.raiseSurveyedContactId(highest);
  });
  if (linked.length === 0) return;
  pass.log.warn({ count: linked.length }, 'contacts with an IDENT id that are not of our making');
  if (pass.onForeignContacts === 'deep-pass') throw new PassRestart('foreign-contacts');
  // A pass over single patients leaves the comparison to the next one.
  if (pass.mode === 'incremental') await pass.state.meta.set('deepDue', 'foreign-contacts');
}
