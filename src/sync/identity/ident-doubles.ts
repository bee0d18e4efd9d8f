import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import { chunks } from '../../chunks.ts';
import { type PatientId, sourceOf } from '../../contact/model/patient-key.ts';
import { asContact } from '../../contact/person/person-evidence.ts';
import type { State } from '../../state/open-state.ts';
import type { Link } from '../../state/patients/link.ts';
import type { Pass } from '../pass/pass-context.ts';
import { agreement } from './agreement.ts';
import { mostOfOnePhone } from './known-persons.ts';

const pageSize = 250;

const phonesOfStretch = 1_000;

/**
 * Tells of patients who seem to be one person under two of IDENT's ids: the same name, birthday and phone, as when a card
 * was made anew, or in the databases of two sources. Two patients are two contacts all the same: whether they are one, a
 * person decides in IDENT.
 *
 * @param among only pairs with one of these patients; null: all.
 */
export async function reportIdentDoubles(
  pass: Pass,
  among: readonly PatientId[] | null,
): Promise<void> {
  const pages = among === null ? allPairs(pass) : pairsOf(pass, among);
  for await (const pairs of pages) {
    await tell(pass, pairs);
    await pass.spill();
  }
}

/** Two known patients with a phone in common that not too many have, the lower id first. */
interface Pair {
  readonly one: PatientId;
  readonly other: PatientId;
}

const isTelling = sql`(select count(*) from ${sql.table('patient_phones')} c where c.hash = a.hash) <= ${mostOfOnePhone}`;

/** A stretch of patients at a time: looked for among all of them, each page would take as long as all pairs. */
async function* allPairs({ state }: Pass): AsyncGenerator<readonly Pair[]> {
  for (let after = 0; ; ) {
    const last = await endOfStretch(state.db, after);
    if (last === null) return;
    const isOfStretch = sql`a.patient_id > ${after} and a.patient_id <= ${last}`;
    const rows = await pairsWith(state.db, sql`${isOfStretch} and b.patient_id > a.patient_id`);
    for (const pairs of chunks(rows, pageSize)) yield pairs;
    after = last;
    // In a file all stretches would be one step.
    await turnOfTheLoop();
  }
}

/** The last patient of the next stretch; null where nobody is behind `after`. */
async function endOfStretch(db: State['db'], after: number): Promise<number | null> {
  const { rows } = await sql<{ last: number | null }>`
    select max(patient_id) as last from (
      select patient_id from ${sql.table('patient_phones')} where patient_id > ${after}
      order by patient_id limit ${phonesOfStretch}) as stretch`.execute(db);
  return rows[0]?.last ?? null;
}

async function* pairsOf(
  { state }: Pass,
  ids: readonly PatientId[],
): AsyncGenerator<readonly Pair[]> {
  const all = new Set(ids);
  for (const some of chunks([...all], pageSize)) {
    const isOfThese = sql`a.patient_id in (${sql.join(some)})`;
    const pairs = await pairsWith(state.db, sql`${isOfThese} and b.patient_id <> a.patient_id`);
    // Of two of these the lower one tells of both.
    const once = pairs.filter(({ one, other }) => one < other || !all.has(other));
    yield once.map(({ one, other }) => (one < other ? { one, other } : { one: other, other: one }));
  }
}

async function pairsWith(db: State['db'], which: RawBuilder<unknown>): Promise<readonly Pair[]> {
  const { rows } = await sql<Pair>`
    select distinct a.patient_id as one, b.patient_id as other
    from ${sql.table('patient_phones')} a join ${sql.table('patient_phones')} b on b.hash = a.hash
    where ${which} and ${isTelling} order by one, other`.execute(db);
  return rows;
}

async function tell(pass: Pass, pairs: readonly Pair[]): Promise<void> {
  const ids = [...new Set(pairs.flatMap(({ one, other }) => [one, other]))];
  const links = await pass.state.links.ofPatients(ids);
  for (const pair of pairs) {
    const [one, other] = [links.get(pair.one), links.get(pair.other)];
    if (one === undefined || other === undefined || !isOnePerson(one, other)) continue;
    const isOneSource = sourceOf(pair.one) === sourceOf(pair.other);
    const kind = isOneSource ? 'ident-double' : 'source-double';
    for (const { patientId, contactId } of [one, other]) {
      pass.found({ kind, patientId, contactId });
    }
  }
}

function isOnePerson(one: Link, other: Link): boolean {
  if (one.person === undefined || other.person === undefined) return false;
  const { name, birthday, phones } = agreement(one.person, asContact(other.person));
  return name === 'agrees' && birthday === 'agrees' && phones === 'agrees';
}
