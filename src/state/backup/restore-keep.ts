import type { Transaction } from 'kysely';
import { settingsRow } from '../account/saved-settings.ts';
import { tokenPairRow } from '../account/token-store.ts';
import { Cipher } from '../file/cipher.ts';
import { Forgotten } from '../patients/forgotten.ts';
import { GuardedChanges } from '../patients/guarded-changes.ts';
import { Links } from '../patients/links.ts';
import type { StateTables } from '../shape/schema.ts';
import { upsert } from '../shape/upsert.ts';
import { nothingSent, type SoundState } from './restore-present.ts';

type Tx = Transaction<StateTables>;
type Rows = SoundState['rows'];

/**
 * A refresh token is good for one use: the pair of a backup is void as soon as there was a refresh since. The newer pair
 * stays, sealed with the key that is the state's from now on; and so do the newer settings of the set-up page.
 *
 * @returns whether it was the present one.
 */
export async function keepTokens(
  tx: Tx,
  rows: Rows['tokens'],
  key: { readonly from: string | null; readonly to: string },
): Promise<boolean> {
  const reseal = key.from === null ? () => null : resealing(key.from, key.to);
  let kept = false;
  for (const { name, current, previous, saved_at } of rows) {
    const backedUp = await tx
      .selectFrom('tokens')
      .select('saved_at')
      .where('name', '=', name)
      .executeTakeFirst();
    const resealed = reseal(current);
    // What was sealed with a key that is lost is of no use to anybody.
    if (resealed === null || (backedUp !== undefined && backedUp.saved_at >= saved_at)) continue;
    const row = { name, current: resealed, previous: previous && reseal(previous), saved_at };
    await upsert(tx, 'tokens', [row]);
    if (name !== settingsRow) kept = true;
  }
  return kept;
}

/** Whether the backup's pair of tokens was saved after the present one. */
export async function hasNewerPair(tx: Tx, rows: Rows['tokens']): Promise<boolean> {
  const present = rows.find(({ name }) => name === tokenPairRow);
  const backedUp = await tx
    .selectFrom('tokens')
    .select('saved_at')
    .where('name', '=', tokenPairRow)
    .executeTakeFirst();
  return backedUp !== undefined && (present === undefined || backedUp.saved_at > present.saved_at);
}

function resealing(from: string, to: string): (sealed: string) => string | null {
  const [old, next] = [new Cipher(from), new Cipher(to)];
  return (sealed) => {
    try {
      return next.seal(old.open(sealed));
    } catch {
      return null;
    }
  };
}

/** Whoever was forgotten since the backup stays forgotten, and whoever was recalled is recalled. */
export async function keepForgotten(tx: Tx, rows: Rows['forgotten']): Promise<void> {
  const forgotten = new Forgotten(tx);
  for (const { patient_id: id, since, undone } of rows) {
    if (undone === 1) await forgotten.undo(id);
    else {
      await forgotten.add(id, since);
      await forgotten.erase(id);
    }
  }
}

/** A create that may yet arrive would be made a second time, were it not known. */
export async function keepIntents(tx: Tx, rows: Rows['intents'], sameKey: boolean): Promise<void> {
  const [links, forgotten] = [new Links(tx, 0), new Forgotten(tx)];
  for (const row of rows) {
    const id = row.patient_id;
    if ((await links.ofPatient(id)) !== undefined || (await forgotten.among([id])).has(id))
      continue;
    const sent = sameKey ? row.sent : nothingSent;
    await upsert(tx, 'intents', [{ ...row, sent }], { updates: [] });
  }
}

/** What was carried out since the backup stands in amoCRM, whatever the state forgets of it: it is counted as before. */
export async function keepGuarded(tx: Tx, rows: Rows['guarded_changes']): Promise<void> {
  const guarded = new GuardedChanges(tx);
  for (const { kind, patient_id, at } of rows) {
    await guarded.note([{ kind, patientId: patient_id }], at);
  }
}

/** An update that may yet arrive is read back; of contacts that the backup links otherwise a deep pass tells. */
export async function keepLateUpdates(tx: Tx, rows: Rows['late_updates']): Promise<void> {
  const links = new Links(tx, 0);
  for (const row of rows) {
    const link = await links.ofPatient(row.patient_id);
    if (link?.contactId !== row.contact_id) continue;
    await upsert(tx, 'late_updates', [row]);
  }
}

/**
 * What is about this very moment: why the service rests and who works. What the backup says of its own moment is dropped
 * with its wishes and alerts: nobody wants that pass any more, and what is still the matter will be found out anew.
 */
export async function keepPresentOnly(
  tx: Tx,
  present: Pick<Rows, 'pauses' | 'lock_holder'>,
): Promise<void> {
  for (const table of ['pauses', 'wishes', 'alerts', 'lock_holder'] as const) {
    await tx.deleteFrom(table).execute();
  }
  await upsert(tx, 'pauses', present.pauses);
  await upsert(tx, 'lock_holder', present.lock_holder);
}

/** Whoever was taken off the list since the backup stays out, and a password that was changed stays changed. */
export async function keepUsers(tx: Tx, users: NonNullable<SoundState['users']>): Promise<void> {
  await tx.deleteFrom('users').execute();
  await upsert(tx, 'users', users);
}

/** What people did since the backup, they did. */
export async function keepActions(tx: Tx, actions: SoundState['actions']): Promise<void> {
  const { latest } = await tx
    .selectFrom('actions')
    .select((e) => e.fn.max<number | null>('at').as('latest'))
    .executeTakeFirstOrThrow();
  for (const action of actions.filter(({ at }) => at > (latest ?? 0))) {
    await tx.insertInto('actions').values(action).execute();
  }
}
