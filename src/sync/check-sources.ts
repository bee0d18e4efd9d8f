import { fieldByKey } from '../contact/catalogue.ts';
import { fieldKeys } from '../contact/field-key.ts';
import type { Probe } from '../ident/ident.ts';
import { SyncError, syncErrors } from './errors.ts';
import type { SyncSetup } from './pass-context.ts';

/**
 * A field whose column was there before and is gone pauses once (`drift`): an IDENT update may have renamed it, or the
 * login lost a right. Nothing is cleared either way: missing is not empty. The pass after that goes on without it.
 *
 * @throws SyncError IDENT_FIELDS_GONE.
 */
export async function checkSources(
  { state }: SyncSetup,
  probe: Probe,
  /** False for a plan: looking must not use up the pause. */
  remember: boolean,
): Promise<void> {
  const known = new Set(await state.meta.get('knownFields'));
  const there = fieldKeys.filter((key) => hasSource(probe, key));
  const gone = fieldKeys.filter(
    (key) => known.has(key) && probe.fields.get(key)?.status === 'missing',
  );
  // A field that is switched off stays known: it comes back by a person's will.
  const off = fieldKeys.filter((key) => known.has(key) && probe.fields.get(key)?.status === 'off');
  if (remember) await state.meta.set('knownFields', [...there, ...off]);
  if (gone.length > 0) {
    throw new SyncError(
      syncErrors.identFieldsGone({ names: gone.map((key) => fieldByKey(key).name) }),
    );
  }
}

const hasSource = (probe: Probe, key: (typeof fieldKeys)[number]): boolean => {
  const status = probe.fields.get(key)?.status;
  return status === 'found' || status === 'computed';
};
