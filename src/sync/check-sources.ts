import { contactFields } from '../contact/catalogue.ts';
import { inputOfField } from '../contact/field-key.ts';
import type { PatientInput } from '../contact/patient.ts';
import type { Probe } from '../ident/ident.ts';
import { SyncError, syncErrors } from './errors.ts';
import type { SyncSetup } from './pass-context.ts';

/**
 * Something of a patient whose column was there before and is gone pauses once (`drift`): an IDENT update may have
 * renamed it, or the login lost a right. Nothing is cleared either way: missing is not empty. The pass after that goes
 * on without it.
 *
 * @throws SyncError IDENT_FIELDS_GONE.
 */
export async function checkSources(
  { state }: SyncSetup,
  probe: Probe,
  /** False for a plan: looking must not use up the pause. */
  remember: boolean,
): Promise<void> {
  const known = new Set(await state.meta.get('knownInputs'));
  const inputs = [...probe.inputs];
  const gone = inputs.filter(([input, { status }]) => status === 'missing' && known.has(input));
  // What is switched off stays known: it comes back by a person's will.
  const kept = inputs.filter(
    ([input, { status }]) =>
      status === 'found' || status === 'computed' || (status === 'off' && known.has(input)),
  );
  if (remember)
    await state.meta.set(
      'knownInputs',
      kept.map(([input]) => input),
    );
  if (gone.length > 0) {
    throw new SyncError(
      syncErrors.identFieldsGone({ names: gone.map(([input]) => nameOf(input)) }),
    );
  }
}

/** What a person knows an input by: its field, or for those that are no field, a word. */
const nameOf = (input: PatientInput): string =>
  contactFields.find(({ key }) => key !== 'age' && inputOfField[key] === input)?.name ??
  words[input] ??
  input;

const words: Partial<Record<PatientInput, string>> = {
  surname: 'Фамилия',
  name: 'Имя',
  mobilePhone: 'Мобильный телефон',
  email: 'E-mail',
  parentName: 'Родитель/опекун',
};
