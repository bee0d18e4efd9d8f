import { sql } from 'kysely';
import { ref } from '../sql/dialect.ts';
import { integerOf, parseText } from '../sql/parse-cell.ts';
import type { Reading } from './cancel-reasons.ts';

/** Where bookings come from, by the clinic's own list; empty: this database has none, or its keys are no numbers. */
export async function readBookingSources({
  queries,
  dialect,
  catalogue,
}: Reading): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  const used = catalogue.find({ table: 'Receptions', column: 'ID_AppointmentSources' });
  const id = catalogue.find({ table: 'AppointmentSources', column: 'ID' });
  const name = catalogue.find({ table: 'AppointmentSources', column: 'Name' });
  if (!used || !id || !name) return names;
  const rows = await queries.run(
    'sources of bookings',
    sql`select ${ref('a', id)} as id, ${dialect.shortText(ref('a', name))} as name
      from ${dialect.table(id.table)} a ${dialect.end}`,
  );
  for (const row of rows) {
    const key = integerOf(row['id']);
    const text = parseText(row['name']);
    if (key !== null && text) names.set(key, text);
  }
  return names;
}
