import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import { openWritable } from '../../src/ident/open-connection.ts';
import { mutateSampleDatabase } from '../../src/sandbox/sample-db/mutate.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type ContactView, contactViews } from './expected/contact-view.ts';

/** Columns of a row. */
export type Cells = Readonly<Record<string, string | number | null>>;

/** The database's wall clock, which is the machine's, not the virtual one. */
const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";

/** A clinic's database and an amoCRM, edited and seen as people there edit and see them. */
export abstract class BothSides {
  abstract readonly folder: string;
  abstract readonly sandbox: Sandbox;
  abstract readonly log: Logger;

  get identFile(): string {
    return join(this.folder, 'ident.db');
  }

  /** Plays a stretch of a clinic's day. */
  async mutate(changes: number, seed: number): Promise<readonly number[]> {
    const connection = await openWritable(
      { client: 'sqlite', file: this.identFile },
      { log: this.log },
    );
    const played = await mutateSampleDatabase(connection, { changes, seed });
    await connection.close();
    return played.patientIds;
  }

  /** Changes IDENT by plain SQL, as IDENT itself would: the stamps are the statement's affair. */
  sql(statement: string, ...parameters: (string | number | null)[]): void {
    const database = new DatabaseSync(this.identFile);
    database.prepare(statement).run(...parameters);
    database.close();
  }

  /** {@link sql} with values that IDENT's own types would refuse. */
  sqlRaw(statement: string, ...parameters: (string | number | null | Uint8Array)[]): void {
    const database = new DatabaseSync(this.identFile);
    database.prepare(statement).run(...parameters);
    database.close();
  }

  /** Edits a person's columns and stamps the row with the database's present time. */
  editPerson(id: number, changes: Cells): void {
    const columns = Object.keys(changes).map((column) => `${column} = ?`);
    this.sql(
      `update Persons set ${columns.join(', ')}, DateTimeChanged = ${now} where ID = ?`,
      ...Object.values(changes),
      id,
    );
  }

  /** Edits a patient's own columns (those of Patients) and stamps the row with the database's present time. */
  editPatient(id: number, changes: Cells): void {
    const columns = Object.keys(changes).map((column) => `${column} = ?`);
    this.sql(
      `update Patients set ${columns.join(', ')}, DateTimeChanged = ${now} where ID_Persons = ?`,
      ...Object.values(changes),
      id,
    );
  }

  /** A new patient, with the columns given and no others, stamped with the database's present time. */
  addPatient(id: number, person: Cells, patient: Cells = {}): void {
    for (const [table, row] of [
      ['Persons', { ID: id, ...person }],
      ['Patients', { ID_Persons: id, ...patient }],
    ] as const) {
      const cells = Object.values<string | number | null>(row);
      const marks = cells.map(() => '?').join(', ');
      const columns = Object.keys(row).join(', ');
      this.sql(
        `insert into ${table} (${columns}, DateTimeChanged) values (${marks}, ${now})`,
        ...cells,
      );
    }
  }

  /** The only contact that carries a patient. */
  contactOf(patientId: number): ContactView {
    const [contact, ...others] = this.contactsOf(patientId);
    if (contact === undefined || others.length > 0) {
      throw new Error(`patient ${patientId} has ${others.length + (contact ? 1 : 0)} contacts`);
    }
    return contact;
  }

  /** Requests that reached the sandbox's API since a mark, as method and path with query. */
  requestsSince(mark: number): readonly string[] {
    return this.sandbox.log.requests
      .filter(({ seq }) => seq > mark)
      .map(({ method, path, query }) => `${method} ${path}${query === '' ? '' : `?${query}`}`);
  }

  /** A mark for {@link requestsSince}. */
  mark(): number {
    return this.sandbox.log.entries.at(-1)?.seq ?? 0;
  }

  /** Writes that reached the sandbox's API, as method and path. */
  writes(): readonly string[] {
    return this.sandbox.log.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** The contacts that name a patient in their IDENT-id field. */
  contactsOf(patientId: number | string): readonly ContactView[] {
    return this.contacts().filter(
      ({ fields }) => fields['ID пациента IDENT'] === String(patientId),
    );
  }

  /** All contacts with their fields by name, as a person sees them. */
  contacts(): readonly ContactView[] {
    return contactViews(this.sandbox);
  }

  /** Patients of IDENT that do not have exactly one contact, as a text each. */
  notOnce(): readonly string[] {
    const database = new DatabaseSync(this.identFile, { readOnly: true });
    const patients = database.prepare('select ID_Persons as id from Patients order by 1').all();
    database.close();
    const count = new Map<string, number>();
    for (const { fields } of this.contacts()) {
      const id = String(fields['ID пациента IDENT'] ?? 'none');
      count.set(id, (count.get(id) ?? 0) + 1);
    }
    return patients
      .map(({ id }) => ({ id, contacts: count.get(String(id)) ?? 0 }))
      .filter(({ contacts }) => contacts !== 1)
      .map(({ id, contacts }) => `patient ${id}: ${contacts} contacts`);
  }
}
