import type { ContactId } from '../../../amocrm/model/model.ts';
import { chunks } from '../../../chunks.ts';
import { pageSize } from '../../crm/contact-pages.ts';
import type { CrmSnapshot } from '../../crm/crm-snapshot.ts';
import { SyncError, syncErrors } from '../../errors.ts';
import type { LiveContact } from '../../item/live-contact.ts';
import { linkFound } from '../../link/link-found.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { PassRestart } from '../../pass/pass-restart.ts';
import { readNewest } from './contact-reading.ts';
import { isFar, raiseMark, SurveyMark } from './marks.ts';

/**
 * Before its first create a pass reads the newest contacts down to the highest id that the state surveyed (one request
 * as a rule), links those with an IDENT id, and takes note of those that carry nobody knows whom. Found ones that this
 * state does not know are another's making: a restored state, or a second installation. An incremental pass then gives
 * way to a deep one.
 *
 * @throws PassRestart in an incremental pass; SyncError CRM_MOVING when the list does not hold still, DEEP_PASS_FIRST in
 *   a pass over single patients whose state has never seen a deep one.
 */
export async function checkNewest(pass: Pass, snapshot: CrmSnapshot): Promise<void> {
  const { meta } = pass.state;
  const surveyed = (await meta.get('surveyedContactId')) ?? 0;
  const mark = (await meta.get('highestContactId')) ?? 0;
  const survey = new SurveyMark(pass.clock.now());
  const strangers = new Map<ContactId, LiveContact>();
  const unknown = new Map<ContactId, LiveContact>();
  let highest = 0;
  const complete = await readNewest(pass, surveyed, async (shown) => {
    const contacts = shown.filter(({ id }) => id > surveyed);
    const believed = contacts.filter(({ id }) => !isFar(id, mark));
    survey.add(believed);
    for (const { id } of believed) highest = Math.max(highest, id);
    const links = await pass.state.links.ofContacts(contacts.map(({ id }) => id));
    for (const contact of contacts) {
      const patientId = pass.live.patientId(contact);
      if (pass.live.carriesUnknown(contact) && !links.has(contact.id)) {
        unknown.set(contact.id, pass.live.read(contact));
      }
      if (patientId === null) continue;
      if (links.has(contact.id) && !pass.reCreating.has(patientId)) continue;
      strangers.set(contact.id, pass.live.read(contact));
    }
  });
  if (pass.onForeignContacts === 'stop' && strangers.size + unknown.size > 0) {
    throw new SyncError(syncErrors.deepPassFirst());
  }
  for (const some of chunks([...unknown.values()], pageSize)) await snapshot.add(some);
  const linked = await linkFound(pass, [...strangers.values()]);
  if (!complete) throw new SyncError(syncErrors.crmMoving());
  // Only once all of them are linked may the next pass stop its reading there.
  await pass.state.transaction(async (tx) => {
    await raiseMark(tx.meta, [highest]);
    await tx.meta.raiseSurveyedContactId(survey.upTo);
  });
  if (linked.length === 0) return;
  await meta.clearOfSources('visitsSurveyed');
  pass.log.warn({ count: linked.length }, 'contacts with an IDENT id that are not of our making');
  if (pass.onForeignContacts === 'deep-pass') throw new PassRestart('foreign-contacts');
  // A pass over single patients leaves the comparison to the next one.
  if (pass.mode === 'incremental') await meta.set('deepDue', 'foreign-contacts');
}
