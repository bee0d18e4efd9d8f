import type { AmoContact } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Link } from '../../state/patients/link.ts';
import { SyncError } from '../errors.ts';
import type { Pass } from '../pass/pass-context.ts';
import { agreement, differs, verdict } from './agreement.ts';
import { identityErrors } from './errors.ts';
import { isHeld } from './held/held.ts';

/**
 * A patient is not forgotten in a contact that seems to be another person's: it would lose what is theirs. Nobody knows
 * whose the contacts of a held patient are; of those that only name the patient, whoever IDENT's patient disagrees with is
 * another.
 *
 * @param found the contacts that forgetting would clear.
 * @throws SyncError FORGET_OTHER_PERSON
 */
export async function refuseOthers(
  pass: Pass,
  id: PatientId,
  { link, found }: { link: Link | undefined; found: readonly AmoContact[] },
): Promise<void> {
  const row = (await pass.state.rejected.ofPatients([id])).get(id);
  const held = row !== undefined && isHeld(row);
  const [patient] = await pass.ident.byIds([id]);
  const person = patient && pass.subjects.make(patient).person;
  const isOthers = (contact: AmoContact): boolean => {
    if (held) return true;
    if (contact.id === link?.contactId || person === undefined) return false;
    const compared = agreement(person, pass.live.read(contact).person);
    return link === undefined ? verdict(compared) === 'disagrees' : differs(compared);
  };
  const contacts = found.filter(isOthers).map((contact) => contact.id);
  if (contacts.length > 0) throw new SyncError(identityErrors.forgetOtherPerson({ id, contacts }));
}
