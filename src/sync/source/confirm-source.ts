import { everyField } from '../../contact/model/fields.ts';
import { isPatientInput } from '../../contact/model/inputs.ts';
import { firstSource } from '../../contact/model/patient-key.ts';
import type { PatientInput } from '../../contact/model/table.ts';
import type { Ident } from '../../ident/ident.ts';
import type { SourceReport } from '../../ident/patients/resolve.ts';
import type { By } from '../../state/record/pauses.ts';
import { accountErrors } from '../account/errors.ts';
import { SyncError } from '../errors.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { sourceMemory } from './check-sources.ts';
import { priceKey } from './confirm-price.ts';

interface Confirmed {
  readonly input: PatientInput;
  /** How it stood before: `unconfirmed` and `lost` were confirmed, with all else there was nothing to confirm. */
  readonly before: SourceReport;
  readonly isConfirmed: boolean;
}

/**
 * A person of the clinic says that a value may be taken from where it is found now: a computation that is a guess, or
 * what is left after columns are gone. The deep pass that is due then fills it in for everybody.
 *
 * @param key of a field; for what is no field of its own, the name of the input: `email`.
 * @throws SyncError FIELD_UNKNOWN.
 */
export async function confirmSource(
  {
    state,
    ident,
    clock,
    by = 'cli',
  }: Pick<SyncSetup, 'state' | 'clock'> & { readonly ident: Ident; readonly by?: By },
  key: string,
  source = firstSource,
): Promise<Confirmed> {
  const input = inputNamed(key);
  const memory = await sourceMemory({ meta: state.meta.of(source), key: state.key });
  const before = (await ident.probe(memory)).inputs.get(input) ?? {
    status: 'missing',
    source: null,
  };
  if (before.status !== 'unconfirmed' && before.status !== 'lost') {
    return { input, before, isConfirmed: false };
  }
  const origins = new Map([...memory.origins].filter(([one]) => one !== input));
  const now = (await ident.probe({ ...memory, origins })).origins.get(input);
  await state.transaction(async ({ meta: facts, actions }) => {
    const meta = facts.of(source);
    const known = { ...(await meta.get('origins')) };
    delete known[input];
    await meta.set('origins', known);
    const confirmed = { ...(await meta.get('confirmedSources')) };
    if (now) confirmed[input] = now.source;
    await meta.set('confirmedSources', confirmed);
    await facts.makeDeepDue('source-confirmed');
    await actions.add({ at: clock.now(), actor: by, action: 'confirm-field', subject: key });
  });
  return { input, before, isConfirmed: true };
}

/** @throws SyncError FIELD_UNKNOWN. */
export function inputNamed(key: string): PatientInput {
  const input = everyField.find((field) => field.key === key)?.input ?? null;
  if (input !== null) return input;
  if (isPatientInput(key)) return key;
  throw new SyncError(
    accountErrors.fieldUnknown({ key, known: [...everyField.map((field) => field.key), priceKey] }),
  );
}
