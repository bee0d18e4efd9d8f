import type { ContactId } from '../../../../amocrm/model/model.ts';
import { AppError } from '../../../../app-error.ts';
import type { Clinic } from '../../../../clinic/clinic.ts';
import {
  type PatientId,
  parsePatientId,
  patientKey,
  personIdOf,
  type SourceNumber,
  sourceOf,
} from '../../../../contact/model/patient-key.ts';
import type { Ident } from '../../../../ident/ident.ts';
import type { PersonWords } from '../../../../ident/patients/person-search.ts';
import { sourceNameOf } from '../../../../report/source-name.ts';
import { record } from '../../api-tools.ts';
import type { Answer, Call } from '../../handlers.ts';
import type { IdentDesk } from '../../ident-desk.ts';
import { orAppError, problemOf } from '../../problem.ts';

type Found = Answer<'searchPatients'>;
type FoundBy = Found['matches'][number]['foundBy'];

interface Hit {
  readonly patientId: PatientId;
  readonly foundBy: FoundBy;
}

/** So many are shown. */
const most = 20;

/**
 * Whoever may be meant: by IDENT id, card number and contact id, by how the name begins, or by digits of a phone. What is
 * looked for is nowhere written down; that somebody looked for a name or a phone, and how many were found, is.
 */
export async function searchPatients(
  clinic: Clinic,
  desk: IdentDesk,
  { value, who }: { readonly value: string; readonly who: Call['who'] },
): Promise<Found> {
  const words = personWords(value);
  const hits: Hit[] = [];
  const away: { source: string; error: AppError }[] = [];
  let isAnyCut = false;
  for (const source of clinic.sources) {
    const id = idIn(source.number, value);
    const question = async (ident: Ident) => ({
      byId: id === null ? [] : await ident.byIds([id]),
      byCard: words?.kind === 'name' ? [] : await ident.withCardNumber(value),
      byPerson: words === null ? [] : await ident.ofPerson(words),
    });
    const found = await orAppError(() => desk.ask(question, source));
    if (found instanceof AppError) {
      away.push({ source: source.name, error: found });
      continue;
    }
    isAnyCut ||= found.byPerson.length > most;
    hits.push(
      ...found.byId.map((patient) => ({ patientId: patient.id, foundBy: 'patient-id' as const })),
      ...found.byCard.map((patientId) => ({ patientId, foundBy: 'card-number' as const })),
      ...found.byPerson.map((patientId) => ({ patientId, foundBy: words?.kind ?? 'name' })),
    );
  }
  hits.push(...(await byContact(clinic, value)));
  const matches = await withContacts(clinic, hits.slice(0, most));
  // Written down before it is told.
  if (words !== null) await record(clinic, who, 'search', String(hits.length));
  // A database is away: what the state and the others know may be what is looked for.
  if (matches.length === 0 && away[0] !== undefined) throw away[0].error;
  return {
    matches,
    more: isAnyCut || hits.length > most,
    away: away.map(({ source, error }) => ({ source, problem: problemOf(error) })),
  };
}

/** Letters are the beginning of a surname, and perhaps of a name; seven digits or more may be a phone's. */
function personWords(value: string): PersonWords | null {
  const text = value.trim();
  if (/^\p{L}\D*$/u.test(text)) {
    // «Иванова (Петрова) Анна»: what begins with a letter is the next name.
    const [, surname = '', name] = /^(\S+(?: +[^\p{L}\s]\S*)*)(?: +(\p{L}\S*))?/u.exec(text) ?? [];
    if ([...surname].length < 3) return null;
    // An initial has a full stop, and the name has none there.
    return { kind: 'name', surname, name: name?.replace(/\.$/, '') ?? null };
  }
  if (!/^[+\d][\d ()\-./]*$/.test(text)) return null;
  const digits = text.replace(/\D/g, '');
  // With the code of the country, however it is written: the rest of it is the same.
  const own = /^[78]\d{10}$/.test(digits) ? digits.slice(1) : digits;
  return own.length >= 7 && own.length <= 15 ? { kind: 'phone', digits: own } : null;
}

/** A plain number is anybody's who has it, in whatever source. */
function idIn(source: SourceNumber, value: string): PatientId | null {
  const named = parsePatientId(value);
  if (named === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return patientKey(source, personIdOf(named));
  return sourceOf(named) === source ? named : null;
}

/** Links decide whether there is such a contact. */
async function byContact({ state }: Clinic, value: string): Promise<readonly Hit[]> {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : 0;
  if (number === 0) return [];
  const contact = number as ContactId; // looked up as one
  const link = (await state.links.ofContacts([contact])).get(contact);
  return link === undefined ? [] : [{ patientId: link.patientId, foundBy: 'contact-id' }];
}

async function withContacts(
  { state, sources }: Clinic,
  hits: readonly Hit[],
): Promise<Found['matches']> {
  const links = await state.links.ofPatients([...new Set(hits.map(({ patientId }) => patientId))]);
  return hits.map((hit) => ({
    ...hit,
    source: sourceNameOf(sources, hit.patientId),
    contactId: links.get(hit.patientId)?.contactId ?? null,
  }));
}
