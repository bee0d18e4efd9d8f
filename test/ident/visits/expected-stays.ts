import { CompiledQuery } from 'kysely';
import type { Connection } from '../../../src/ident/connection/connection.ts';

type Row = Record<string, unknown>;

/**
 * In which branches each patient of the sample was, by loops over whole tables, without any of the reader's SQL. Null
 * stands for a booking whose branch cannot be read.
 */
export async function expectedStays(
  connection: Connection,
): Promise<ReadonlyMap<number, ReadonlySet<number | null>>> {
  const table = async (name: string) =>
    (await connection.db.executeQuery<Row>(CompiledQuery.raw(`select * from ${name}`))).rows;
  const chairs = new Map(
    (await table('Armchairs')).map((row) => [row['ID'], row['ID_OwnCompanies']]),
  );
  const stays = new Map<number, Set<number | null>>();
  const add = (patient: unknown, branch: unknown) => {
    if (typeof patient !== 'number') return;
    const of = stays.get(patient) ?? new Set();
    stays.set(patient, of.add(typeof branch === 'number' ? branch : null));
  };
  const kept = new Map<unknown, Row>();
  for (const row of await table('Receptions')) {
    if (row['ReceptionCanceled'] !== null || row['ID_ReceptionCancelReasons'] !== null) continue;
    kept.set(row['ID'], row);
    add(row['ID_Patients'], chairs.get(row['ID_Armchairs']));
  }
  for (const row of await table('Orders')) {
    const reception = kept.get(row['ID_Receptions']);
    if (reception !== undefined && row['ID_OwnCompanies'] !== null)
      add(reception['ID_Patients'], row['ID_OwnCompanies']);
  }
  return stays;
}
