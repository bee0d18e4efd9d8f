import { DatabaseSync } from 'node:sqlite';
import type { PatientId, SourceNumber } from '../../src/contact/model/patient-key.ts';
import { openWritable } from '../../src/ident/open-connection.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import type { World } from '../support/world.ts';

/** A patient of one of the databases. */
export interface ModelPatient {
  readonly of: ClinicDatabase;
  /** As the database knows it. */
  readonly id: number;
  /** As our state knows it. */
  readonly key: PatientId;
  /** As amoCRM's field names it. */
  readonly text: string;
}

type Cell = string | number | null;
type Row = Readonly<Record<string, unknown>>;

/** One clinic's database, as a simulation plays with it. */
export class ClinicDatabase {
  readonly number: SourceNumber;
  readonly file: string;

  constructor(number: number, file: string) {
    // The model's own numbers are 1, 2 and 3.
    this.number = number as SourceNumber;
    this.file = file;
  }

  patient(id: number): ModelPatient {
    const { number } = this;
    return {
      ...{ of: this, id },
      // The second reading of what `patient-key.ts` makes.
      key: ((number - 1) * 2 ** 32 + id) as PatientId,
      text: number === 1 ? `${id}` : `${number}:${id}`,
    };
  }

  get patients(): readonly ModelPatient[] {
    return this.rows('select ID_Persons as id from Patients order by 1').map(({ id }) =>
      this.patient(Number(id)),
    );
  }

  /** Ids are never given twice; staff begin at two million. */
  newPatientId(): number {
    const [row] = this.rows('select max(ID) as id from Persons where ID < 2000000');
    return Number(row?.['id'] ?? 0) + 1;
  }

  /** Everybody whom IDENT has as a person. */
  persons(): readonly Row[] {
    return this.rows('select * from Persons');
  }

  person(id: number): Row {
    return this.rows(`select * from Persons where ID = ${id}`)[0] ?? {};
  }

  sql(statement: string, ...parameters: readonly Cell[]): void {
    using database = new DatabaseSync(this.file);
    database.prepare(statement).run(...parameters);
  }

  rows(query: string): readonly Row[] {
    using database = new DatabaseSync(this.file, { readOnly: true });
    return database.prepare(query).all();
  }
}

/** A sample in a file of its own. */
export async function makeDatabase(
  { clock, log }: Pick<World, 'clock' | 'log'>,
  file: string,
  options: { readonly patients: number; readonly seed: number },
): Promise<void> {
  const release = clock.hold();
  const connection = await openWritable({ client: 'sqlite', file }, { log });
  await createSampleDatabase(connection, options);
  await connection.close();
  release();
}

export const mobilePhoneOf = ({ of, id }: ModelPatient): string | null => {
  const phone = of.person(id)['MobilePhone'];
  return typeof phone === 'string' ? phone : null;
};

export const nameOf = ({ of, id }: ModelPatient): string => {
  const { Surname: surname, Name: name } = of.person(id);
  return `${surname ?? ''} ${name ?? ''}`.trim();
};
