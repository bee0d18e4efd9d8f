import { sql } from 'kysely';
import {
  idsPerSource,
  type PatientId,
  type SourceNumber,
} from '../../contact/model/patient-key.ts';
import { isAbsent } from '../shape/absent.ts';
import { ofSource } from '../shape/of-source.ts';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

/** How many patients a source showed to the last audit that read it to its end. */
interface SourceCensus {
  readonly source: SourceNumber;
  readonly at: number;
  readonly patients: number;
}

/** `waiting`: IDENT shows the patient, and nothing was done yet. `gone`: IDENT does not show the patient. */
export type CensusGap = 'waiting' | 'gone';

/** Where a patient of IDENT is; everybody is in one place. */
export const places = [
  /** A contact carries the patient. */
  'linked',
  'missing',
  'rejected',
  /** A person has to decide. */
  'held',
  'uncertain',
  'forgotten',
  'waiting',
  /** In none of the chosen branches, and without a contact. */
  'unchosen',
] as const;
export type Place = (typeof places)[number];

interface PlaceCount {
  readonly source: SourceNumber;
  readonly place: Place;
  readonly count: number;
}

/**
 * Where the patients are whom IDENT showed to the last audit: each in one place, so that the places add up to all of them.
 * What passes have written since moves patients from one to another, and brings those who are new.
 */
export class Census extends Repository {
  async all(): Promise<readonly SourceCensus[]> {
    const rows = await this.db.selectFrom('census').selectAll().orderBy('source').execute();
    return rows.map((row) => ({ ...row, source: row.source as SourceNumber })); // written by take only
  }

  /** Instead of what was known of the source before. */
  async take({ source, at, patients }: SourceCensus): Promise<void> {
    for (const table of ['census_gaps', 'warned'] as const) {
      await this.db.deleteFrom(table).where(ofSource('patient_id', source)).execute();
    }
    await upsert(this.db, 'census', [{ source, at, patients }]);
  }

  async note(gap: CensusGap, ids: readonly PatientId[]): Promise<void> {
    const rows = ids.map((patient_id) => ({ patient_id, gap }));
    await upsert(this.db, 'census_gaps', rows);
  }

  /** Their values went over otherwise than IDENT has them. */
  async noteWarned(kind: string, ids: readonly PatientId[]): Promise<void> {
    const rows = ids.map((patient_id) => ({ patient_id, kind }));
    await upsert(this.db, 'warned', rows);
  }

  /** Those by ascending id, above `after`. */
  async warned(
    kind: string,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<readonly PatientId[]> {
    const rows = await this.db
      .selectFrom('warned')
      .select('patient_id')
      .where('kind', '=', kind)
      .where('patient_id', '>', after as PatientId) // a bound, and nobody
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map(({ patient_id }) => patient_id);
  }

  /** @param heldCodes of rejected rows that a person alone decides */
  async count(heldCodes: readonly string[]): Promise<readonly PlaceCount[]> {
    const { rows } = await sql<PlaceCount>`
      select patient_id / ${sql.lit(idsPerSource)} + 1 as source, place, count(*) as count
      from (${placed(heldCodes)}) as placed group by 1, 2 order by 1, 2`.execute(this.db);
    return rows;
  }

  /** Those in one place, by ascending id, above `after`. */
  async inPlace(
    place: Place,
    { heldCodes, after, limit }: { heldCodes: readonly string[]; after: number; limit: number },
  ): Promise<readonly PatientId[]> {
    const { rows } = await sql<{ patient_id: PatientId }>`
      select patient_id from (${placed(heldCodes)}) as placed
      where place = ${place} and patient_id > ${after} order by patient_id limit ${limit}`.execute(
      this.db,
    );
    return rows.map(({ patient_id }) => patient_id);
  }
}

/** The first of these that is true of a patient is the place. */
const placed = (heldCodes: readonly string[]) => sql`
  select patient_id, status as place from ${sql.table('links')} as p
    where status in ('linked', 'missing') and ${isShown}
  union all
  select patient_id, case when code in (${sql.join([...heldCodes])}) then 'held' else 'rejected' end
    from ${sql.table('rejected')} as p where ${notAmong('links')}
  union all
  select patient_id, 'uncertain' from ${sql.table('intents')} as p
    where ${notAmong('links', 'rejected')}
  union all
  select patient_id, 'forgotten' from ${sql.table('forgotten')} as p
    where undone = 0 and ${isShown} and ${notAmong('links', 'rejected', 'intents')}
  union all
  select patient_id, 'waiting' from ${sql.table('census_gaps')} as p
    where gap = 'waiting' and ${notAmong('links', 'rejected', 'intents', 'forgotten', 'outside')}
  union all
  select patient_id, 'unchosen' from ${sql.table('outside')} as p
    where ${notAmong('links', 'rejected', 'intents', 'forgotten')}`;

const isShown = isAbsent('p.patient_id', 'census_gaps', { where: sql`gap = 'gone'` });

/** A link of somebody whom IDENT did not show, or a note that somebody is off the list, is no place. */
const holding = {
  links: { where: sql`status in ('linked', 'missing')` },
  rejected: {},
  intents: {},
  forgotten: { where: sql`undone = 0` },
  outside: {},
} as const;

const notAmong = (...tables: readonly (keyof typeof holding)[]) =>
  sql.join(
    tables.map((table) => isAbsent('p.patient_id', table, holding[table])),
    sql` and `,
  );
