import { type FieldChoice, isOff } from '../../contact/model/field-choice.ts';
import { fieldByKey } from '../../contact/model/fields.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import { accountErrors } from '../account/errors.ts';
import { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { fullRead } from '../crm/full-read.ts';
import { SyncError } from '../errors.ts';
import { checkGuard, passGuard } from '../guard/pass-guard.ts';
import type { Pass } from '../pass/pass-context.ts';
import { clearing } from '../write/field-update.ts';
import type { Update } from '../write/prepare-update.ts';
import { updateContacts } from '../write/updater.ts';

/**
 * Empties a field that is switched off in every contact that still holds what we wrote there; a value that a person
 * put over it stays. Guarded like every mass change.
 *
 * @throws SyncError FIELD_ON when the field is not switched off: the next pass would only fill it again.
 * @throws GuardError MASS_CHANGE above the limit without an allowance.
 */
export async function clearField(
  pass: Pass,
  key: FieldKey,
  options: { readonly choice: FieldChoice },
): Promise<{ readonly cleared: number; readonly kept: number }> {
  assertOff(key, options.choice);
  await pass.online();
  const snapshot = await CrmSnapshot.create(pass);
  await fullRead(pass, snapshot);
  const guard = await passGuard(pass);
  let kept = 0;
  for await (const { update, ours } of held(pass, snapshot, key)) {
    if (ours) guard.count(`cleared:${key}`, update.link.patientId);
    else kept += 1;
  }
  await checkGuard(pass, guard, { looked: () => false, atOnce: true });
  let cleared = 0;
  let batch: Update[] = [];
  const send = async () => {
    await updateContacts(pass, batch);
    cleared += batch.length;
    batch = [];
  };
  for await (const { update, ours } of held(pass, snapshot, key)) {
    if (ours) batch.push(update);
    if (batch.length >= pass.batches.size) await send();
  }
  if (batch.length > 0) await send();
  return { cleared, kept };
}

/** @throws SyncError FIELD_ON */
export function assertOff(key: FieldKey, choice: FieldChoice): void {
  if (!isOff(key, choice)) {
    throw new SyncError(accountErrors.fieldOn({ key, name: fieldByKey(key).name }));
  }
}

/** Every contact with a value where we once wrote one, and whether the value is still ours. */
async function* held(
  pass: Pass,
  snapshot: CrmSnapshot,
  key: FieldKey,
): AsyncGenerator<{ readonly update: Update; readonly ours: boolean }> {
  for await (const links of pass.state.links.pages(500)) {
    const contacts = await snapshot.contacts(links.map(({ contactId }) => contactId));
    for (const link of links) {
      const written = link.acknowledged.get(key);
      const live = contacts.get(link.contactId)?.fields.get(key);
      if (written === undefined || live === undefined) continue;
      const update = clearing(pass, link, key);
      if (update !== null)
        yield { update, ours: live === written || live === link.ownForm.get(key) };
    }
  }
}
