import { chunks } from '../../chunks.ts';
import type { PatientId, SourceNumber } from '../../contact/model/patient-key.ts';
import { contactName } from '../../contact/person/names.ts';
import type { Link } from '../../state/patients/link.ts';
import { nameHash } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';

/** How many of IDENT's newest patients a pass looks at besides those above all that it knows. */
const newestBelow = 1_000;
/** Rows of garbage with a number of their own are few. */
const candidates = 50;

/**
 * Patients that are new in IDENT, whether anything stamps them or not: ids of new ones grow. A row of garbage may have
 * the highest id that there can be, and must blind nobody to those below it; what is lower still is the deep pass's.
 */
export async function unstampedPatients(
  pass: Pass,
  source: SourceNumber,
): Promise<readonly PatientId[]> {
  const above = await highestKnown(pass, source);
  if (above === null) return [];
  const ids = await pass.ident.newest(above, newestBelow);
  const unknown: PatientId[] = [];
  for (const some of chunks(ids, 500)) unknown.push(...(await unknownAmong(pass, some)));
  return unknown;
}

/** The highest patient who has a contact and a name. */
async function highestKnown(pass: Pass, source: SourceNumber): Promise<PatientId | null> {
  const [highest] = await pass.state.links.highest(1, source);
  if (highest === undefined || isNamed(pass, highest)) return highest?.patientId ?? null;
  const links = await pass.state.links.highest(candidates, source);
  return (links.find((link) => isNamed(pass, link)) ?? links.at(-1) ?? highest).patientId;
}

function isNamed({ hasher }: Pick<Pass, 'hasher'>, { patientId, acknowledged }: Link): boolean {
  const nothing = { surname: null, name: null, patronymic: null, cardNumber: null };
  const { full } = contactName({ id: patientId, ...nothing });
  return acknowledged.get('name') !== nameHash(hasher, full);
}

async function unknownAmong(
  { state }: Pick<Pass, 'state'>,
  ids: readonly PatientId[],
): Promise<readonly PatientId[]> {
  const [first] = ids;
  const last = ids.at(-1);
  if (first === undefined || last === undefined) return [];
  // Who was gone, or never seen, and now is in IDENT is as good as new. They are asked for as ascending as they came.
  const held = await state.links.heldBetween(first, last);
  const others = ids.filter((id) => !held.has(id));
  if (others.length === 0) return others;
  const rejected = await state.rejected.ofPatients(others);
  const forgotten = await state.forgotten.among(others);
  const outside = await state.outside.among(others);
  return others.filter((id) => !rejected.has(id) && !forgotten.has(id) && !outside.has(id));
}
