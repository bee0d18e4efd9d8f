import { contactFields } from '../contact/catalogue.ts';
import { inputOfField } from '../contact/field-key.ts';
import type { PatientInput } from '../contact/patient.ts';
import type { Probe } from '../ident/ident.ts';
import { SyncError, syncErrors } from './errors.ts';
import type { OpeningEntry } from './guard/ledger.ts';
import type { SyncSetup } from './pass-context.ts';

/**
 * Something of a patient whose column was there before and is gone pauses once (`drift`): an IDENT update may have
 * renamed it, or the login lost a right. Nothing is cleared either way: missing is not empty. The pass after that goes
 * on without it.
 *
 * @returns what is to be written down with the first write to a database that is not yet the state's: what it has more
 *   than the one before is not known before.
 * @throws SyncError IDENT_FIELDS_GONE.
 */
export async function checkSources(
  { state }: Pick<SyncSetup, 'state'>,
  probe: Probe,
  {
    remember,
    isNew,
  }: {
    /** False for a plan: looking must not use up the pause. */
    readonly remember: boolean;
    /** Whether this is another database than the state's. */
    readonly isNew: boolean;
  },
): Promise<readonly OpeningEntry[]> {
  const known = new Set(await state.meta.get('knownInputs'));
  const inputs = [...probe.inputs];
  const gone = inputs.filter(([input, { status }]) => status === 'missing' && known.has(input));
  // What is switched off stays known: it comes back by a person's will.
  const kept = inputs.filter(
    ([input, { status }]) =>
      status === 'found' || status === 'computed' || (status === 'off' && known.has(input)),
  );
  const names = kept.map(([input]) => input);
  const remembered = isNew ? names.filter((input) => known.has(input)) : names;
  if (remember) await state.meta.set('knownInputs', remembered);
  if (gone.length > 0) {
    throw new SyncError(
      syncErrors.identFieldsGone({ names: gone.map(([input]) => nameOf(input)) }),
    );
  }
  return isNew ? [(tx) => tx.meta.set('knownInputs', names)] : [];
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
