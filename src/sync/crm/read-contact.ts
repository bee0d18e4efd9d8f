import { NotFoundError } from '../../amocrm/errors/errors.ts';
import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { Clock } from '../../clock.ts';
import type { State } from '../../state/open-state.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass, SyncSetup } from '../pass/pass-context.ts';
import { pageSize } from './contact-pages.ts';

/** A contact as it is now; null: amoCRM answers none, in any of its ways. That it is missing takes more (`MissingProof`). */
export async function readContact(
  { amo }: Pick<SyncSetup, 'amo'>,
  id: ContactId,
): Promise<AmoContact | null> {
  try {
    return await amo.contact(id);
  } catch (error) {
    if (error instanceof NotFoundError && error.isJson) return null;
    throw error;
  }
}

/** Fewer are read one by one: the filter may be ignored. */
export const fewest = 5;
const atOnce = 6;

/**
 * Contacts as they are now, by their ids; null: amoCRM answers none. A filter shows many at once and proves no absence:
 * whom it does not show is asked for by its id.
 */
export async function readContacts(
  pass: Pick<Pass, 'amo' | 'state' | 'clock' | 'signal'>,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, AmoContact | null>> {
  const found = new Map<ContactId, AmoContact | null>();
  for (const some of chunks([...new Set(ids)], pageSize)) {
    for (const contact of await filtered(pass, some)) found.set(contact.id, contact);
    const left = some.filter((id) => !found.has(id));
    for (const part of chunks(left, atOnce)) {
      pass.signal?.throwIfAborted();
      const read = await Promise.all(part.map((id) => readContact(pass, id)));
      for (const [at, id] of part.entries()) found.set(id, read[at] ?? null);
    }
  }
  return found;
}

/** {@link readContacts} as they compare; without those that are not answered. */
export async function liveContacts(
  pass: Pick<Pass, 'amo' | 'state' | 'clock' | 'signal' | 'live'>,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, LiveContact>> {
  const live = new Map<ContactId, LiveContact>();
  for (const [id, contact] of await readContacts(pass, ids)) {
    if (contact !== null) live.set(id, pass.live.read(contact));
  }
  return live;
}

/** Those that the filter shows; without the paid option it is ignored, and shows anybody. */
async function filtered(
  { amo, state, clock }: Pick<Pass, 'amo' | 'state' | 'clock'>,
  ids: readonly ContactId[],
): Promise<readonly AmoContact[]> {
  if (ids.length < fewest || (await isIdFilterIgnored({ state, clock }))) return [];
  const { contacts } = await amo.contacts({ ids, limit: pageSize });
  const wanted = new Set(ids);
  if (contacts.some(({ id }) => !wanted.has(id))) {
    await noteIdFilterIgnored({ state, clock });
  }
  return contacts.filter(({ id }) => wanted.has(id));
}

interface Known {
  readonly state: Pick<State, 'meta'>;
  readonly clock: Clock;
}

/** How long a filter that was ignored is not tried again. */
const ignoredForMs = 24 * 3_600_000;

/** Whether lists were seen to ignore `filter[id]` lately: it is a paid option of the account, for all that it lists. */
export async function isIdFilterIgnored({ state, clock }: Known): Promise<boolean> {
  const ignoredAt = await state.meta.get('idFilterIgnoredAt');
  return ignoredAt !== undefined && Math.abs(clock.now() - ignoredAt) < ignoredForMs;
}

export const noteIdFilterIgnored = ({ state, clock }: Known): Promise<void> =>
  state.meta.set('idFilterIgnoredAt', clock.now());
