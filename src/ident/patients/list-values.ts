import { sql } from 'kysely';
import { inputOf } from '../../contact/model/inputs.ts';
import type { Read } from '../../contact/model/patient.ts';
import type { InputKind, PatientInput } from '../../contact/model/table.ts';
import type { Queries } from '../connection/queries.ts';
import type { SqlDialect } from '../sql/dialect.ts';
import { parseCount, parseText } from '../sql/parse-cell.ts';
import { base, joinPersons, keyOf } from './page.ts';
import { parserOf } from './parse-patient.ts';
import type { Resolution } from './resolve.ts';

/** A value of a list as the database has it, how often, and what it is understood as. */
interface ListValue {
  /** `null`: an empty cell; and one that is no text. */
  readonly value: string | null;
  readonly count: number;
  /** `null`: nothing is said; `undefined`: not understood. */
  readonly meaning: Read<string | number | boolean>;
}

export interface ListValues {
  readonly values: readonly ListValue[];
  /** There are more: then this is no list, and the others may be about people. */
  readonly isCut: boolean;
}

const lists: ReadonlySet<InputKind> = new Set(['choice', 'flag']);
/** A column with more values than that is no list of codes. */
const most = 20;

/** The distinct values of what a contact shows as a list or a mark: codes, no personal data. */
export async function readListValues(
  { tables, inputs }: Resolution,
  queries: Queries,
  dialect: SqlDialect,
): Promise<ReadonlyMap<PatientInput, ListValues>> {
  const found = new Map<PatientInput, ListValues>();
  for (const [input, source] of inputs) {
    const column = source.kind === 'columns' ? source.columns[0] : undefined;
    if (!column || !lists.has(inputOf(input).kind)) continue;
    // SQL Server groups by no TEXT.
    const cell = /^n?text$/.test(column.type) ? dialect.shortText(base(column)) : base(column);
    const rows = await queries.run(
      'values of a list',
      sql`select ${dialect.top(most + 1)} ${cell} as value, count(*) as n
        from ${dialect.table(tables.patientKey.table)} t ${joinPersons(tables, dialect)}
        where ${keyOf(tables, dialect)} > 0 group by ${cell} order by count(*) desc, ${cell} ${dialect.limit(most + 1)} ${dialect.end}`,
    );
    const isCut = rows.length > most;
    const parse = parserOf(input, source);
    const values = rows.map(({ value: cell, n }) => ({
      value: parseText(typeof cell === 'boolean' ? Number(cell) : cell) ?? null,
      count: parseCount(n) ?? 0,
      meaning: parse(cell),
    }));
    found.set(input, { values: isCut ? [] : values, isCut });
  }
  return found;
}
