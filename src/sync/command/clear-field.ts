import { isOff, switchedOn } from '../../contact/model/field-choice.ts';
import { fieldByKey } from '../../contact/model/fields.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import { accountErrors } from '../account/errors.ts';
import { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { fullRead } from '../crm/full-read.ts';
import { SyncError } from '../errors.ts';
import { Allowance } from '../guard/asking/allowance.ts';
import { checkGuard, passGuard } from '../guard/pass-guard.ts';
import type { Pass, SyncSetup } from '../pass/pass-context.ts';
import { clearing } from '../write/field-update.ts';
import type { Update } from '../write/prepare-update.ts';
import { updateContacts } from '../write/updater.ts';
import { commandPass } from './command-pass.ts';

interface Cleared {
  /** Contacts that the field was emptied in. */
  readonly cleared: number;
  /** Contacts where a person put another value over ours: it stays. */
  readonly kept: number;
}

/**
 * Empties a field that is switched off in every contact that still holds what we wrote there; a value that a person
 * put over it stays. Guarded like every mass change; the caller holds the pass lock.
 *
 * @throws SyncError FIELD_ON when the field is not switched off: the next pass would only fill it again.
 * @throws GuardError MASS_CHANGE above the limit without an allowance.
 */
export async function runClear(
  setup: SyncSetup,
  key: FieldKey,
  options: { readonly allowMassChange?: number } = {},
): Promise<Cleared & { readonly runId: number }> {
  const { options: choice } = setup;
  // A wrong call is no run.
  if (!isOff(key, choice))
    throw new SyncError(accountErrors.fieldOn({ key, name: fieldByKey(key).name }));
  const parts = {
    mode: 'deep',
    sources: databasesOf(setup.ident).sources,
    allowance: new Allowance(options.allowMassChange),
    // It has to be written once more.
    choice: async () => switchedOn(choice, key, choice.timeZone),
  } as const;
  return await commandPass(setup, 'clear', parts, (pass) => clearField(pass, key));
}

async function clearField(pass: Pass, key: FieldKey): Promise<Cleared> {
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
