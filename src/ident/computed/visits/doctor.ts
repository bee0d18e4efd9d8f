import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type Sql, type SqlDialect } from '../../sql/dialect.ts';
import { parseText } from '../../sql/parse-cell.ts';
import { sameKey } from '../../sql/same-key.ts';
import type { Cell } from '../tallies/share.ts';
import type { TallyCell } from '../tallies/tally.ts';

const parts = ['SurName', 'Name', 'Patronymic'] as const;

/** A doctor's name beside a reception (`r`): staff are persons as patients are. */
interface DoctorJoin {
  readonly join: Sql;
  readonly cells: readonly TallyCell[];
}

/** Null: this database does not tell who treats. */
export function doctorNames(catalogue: Catalogue, dialect: SqlDialect): DoctorJoin | null {
  const staff = catalogue.find({ table: 'Receptions', column: 'ID_Staffs' });
  const id = catalogue.find({ table: 'Persons', column: 'ID' });
  const names = parts.map((column) => catalogue.find({ table: 'Persons', column })).filter(isThere);
  const hasSurname = catalogue.find({ table: 'Persons', column: parts[0] }) !== null;
  if (!staff || !id || !hasSurname) return null;
  return {
    join: sql`left join ${dialect.table(id.table)} d on ${sameKey(['d', id], ['r', staff], dialect)}`,
    cells: names.map((column, at) => ({
      name: `doctor_${at}`,
      kind: 'latest',
      as: 'text',
      ranks: false,
      of: dialect.shortText(ref('d', column)),
    })),
  };
}

/** The name as one text; null: nobody treats, or a person without a name does. */
export function doctorName(cells: readonly (Cell | undefined)[]): string | null {
  const words = cells.map((cell) => parseText(cell)?.trim() ?? '').filter((word) => word !== '');
  return words.length === 0 ? null : words.join(' ');
}
