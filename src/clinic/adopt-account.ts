import type { AmoAccount } from '../amocrm/model/model.ts';
import type { Clock } from '../clock.ts';
import { dropAccount, holdsContacts } from '../state/account/drop-account.ts';
import { backupState } from '../state/backup/backup.ts';
import { refuseOnServer } from '../state/file/not-on-server.ts';
import type { StateKeySource } from '../state/file/state-key.ts';
import type { State } from '../state/open-state.ts';
import type { PauseReason } from '../state/record/pause-reasons.ts';
import type { By } from '../state/record/pauses.ts';
import { accountErrors } from '../sync/account/errors.ts';
import { SyncError } from '../sync/errors.ts';
import { type LockRequest, underPassLock } from './pass-lock.ts';

export interface AdoptionSetup extends Pick<LockRequest, 'signal' | 'onWait' | 'onFellBack'> {
  readonly state: State;
  /** Where the state is kept: copied before anything is dropped. */
  readonly source: StateKeySource;
  readonly clock: Clock;
  /** Who connects. */
  readonly actor: By;
  /** Another account than the state's is welcome: what is known of the old one is dropped. */
  readonly acceptAccount?: boolean;
}

export interface Adoption {
  /** The account that the state belonged to; null when it is the same, or the first one. */
  readonly formerAccountId: number | null;
  /** The state as it was before contacts of the former account were dropped. */
  readonly safetyCopy: string | null;
}

/** Why the service rests that is about the account it was connected to. */
const pausesOfAccount: readonly PauseReason[] = ['drift', 'guard'];

/**
 * Makes an account that has just let us in the state's own: keeps its tokens, and ends what the service rests for since it
 * was not let in, or not with all rights. Until then they are used for nothing but asking whose they are; what the state
 * has goes on working meanwhile, and stays when the account is refused (I5).
 *
 * @param keep saves what the account was asked with; absent: it stands in the settings
 * @throws SyncError OTHER_ACCOUNT: the state has contacts of another account, whose ids mean other people here (I3)
 */
export async function adoptAccount(
  setup: AdoptionSetup,
  { id }: Pick<AmoAccount, 'id'>,
  keep: () => Promise<void> = async () => {},
): Promise<Adoption> {
  const { state, clock, actor } = setup;
  const adoption = (await adoptKnown(state, id, keep)) ?? (await changeAccount(setup, id, keep));
  for (const reason of ['auth', 'account'] as const) await state.pauses.clear(reason);
  const at = clock.now();
  const { formerAccountId } = adoption;
  if (formerAccountId !== null) {
    for (const reason of pausesOfAccount) await state.pauses.clear(reason);
    await state.actions.add({
      at,
      actor,
      action: 'change-account',
      subject: String(formerAccountId),
    });
  }
  await state.actions.add({ at, actor, action: 'authorise', subject: String(id) });
  return adoption;
}

/** @returns null when the state belongs to another account. */
async function adoptKnown(
  state: State,
  id: number,
  keep: () => Promise<void>,
): Promise<Adoption | null> {
  // Not while somebody refreshes: what it saves afterwards would be the old pair's successor.
  return await state.tokens.exclusive(async () => {
    const known = await state.meta.get('accountId');
    if (known !== undefined && known !== id) return null;
    await keep();
    if (known === undefined) await state.meta.set('accountId', id);
    return { formerAccountId: null, safetyCopy: null };
  });
}

async function changeAccount(
  setup: AdoptionSetup,
  id: number,
  keep: () => Promise<void>,
): Promise<Adoption> {
  const { state, source, clock, acceptAccount = false, signal, onWait, onFellBack } = setup;
  const known = await mayChange(state, id, acceptAccount);
  // No pass may be at work with the links that are about to go.
  return await underPassLock(state, { command: 'auth', signal, onWait, onFellBack }, () =>
    state.tokens.exclusive(async () => {
      await mayChange(state, id, acceptAccount);
      if (known !== id) refuseOnServer(source, 'account');
      const safetyCopy = (await holdsContacts(state.db)) ? copyName(source.file, clock) : null;
      if (safetyCopy !== null) await backupState(source, safetyCopy, clock);
      // In this order: tokens of the old account meet a state that refuses them, whenever this is broken off.
      await dropAccount(state.db, id);
      await keep();
      return { formerAccountId: known, safetyCopy };
    }),
  );
}

/** @returns the account that the state belongs to. */
async function mayChange(state: State, found: number, accept: boolean): Promise<number> {
  const known = (await state.meta.get('accountId')) ?? found;
  if (known !== found && !accept && (await holdsContacts(state.db))) {
    throw new SyncError(accountErrors.otherAccount({ known, found }));
  }
  return known;
}

function copyName(file: string, clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${file}.before-account-${stamp}`;
}
