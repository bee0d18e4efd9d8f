import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { faker } from '@faker-js/faker/locale/ru';
import { CompiledQuery } from 'kysely';
import type { Connection } from '../../ident/connection/connection.ts';
import { clinicRows } from './clinic.ts';
import { createStatements } from './ddl.ts';
import { SampleDbError, sampleDbErrors } from './errors.ts';
import { patientRows } from './people/patient-rows.ts';
import { RowWriter } from './row-writer.ts';

export interface CreateOptions {
  /** 1 to 1,000,000. */
  readonly patients: number;
  /** The same seed and number make the same rows on any day, in either database. */
  readonly seed: number;
  /** Called now and then with how many patients are made. */
  readonly onProgress?: (done: number) => void;
}

const maxPatients = 1_000_000;
const progressStep = 200;

/**
 * Makes the sample schema and fills it, in one transaction; rows go out in batches, so memory does not grow.
 *
 * @throws SampleDbError when the database has tables already, or a number is out of range.
 */
export async function createSampleDatabase(
  connection: Connection,
  { patients, seed, onProgress }: CreateOptions,
): Promise<void> {
  assertWithin('--patients', patients, 1, maxPatients);
  assertSeed(seed);
  const { flavor, target } = connection;
  await connection.db.transaction().execute(async (trx) => {
    const tables = (await trx.introspection.getTables()).filter(({ isView }) => !isView).length;
    if (tables > 0) {
      throw new SampleDbError(sampleDbErrors.notEmpty({ database: target.database, tables }));
    }
    for (const statement of createStatements(flavor)) {
      await trx.executeQuery(CompiledQuery.raw(statement));
    }
    const writer = new RowWriter(trx, flavor);
    await writer.write({ SampleDatabase: [{ Seed: seed, Patients: patients }] });
    await writer.write(clinicRows(faker, seed));
    for (let k = 1; k <= patients; k++) {
      await writer.write(patientRows(faker, seed, k));
      if (k % progressStep === 0 || k === patients) {
        onProgress?.(k);
        // node:sqlite works synchronously: without a turn of the loop no progress bar is drawn and no Ctrl-C heard.
        await turnOfTheLoop();
      }
    }
    await writer.end();
  });
}

export function assertSeed(seed: number): void {
  assertWithin('--seed', seed, 0, 2_147_483_647);
}

export function assertWithin(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new SampleDbError(sampleDbErrors.badNumber({ name, min, max }));
  }
}
