import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type Sql, sameKey } from '../../sql/dialect.ts';
import { parseText } from '../../sql/parse-cell.ts';
import type { TallyCell } from '../tallies/tally.ts';

const parts = ['SurName', 'Name', 'Patronymic'] as const;

/** A doctor's name beside a reception (`r`): staff are persons as patients are. */
interface DoctorJoin {
  readonly join: Sql;
  readonly cells: readonly TallyCell[];
}

/** Null: this database does not tell who treats. */
export function doctorNames(catalogue: Catalogue): DoctorJoin | null {
  const { dialect } = catalogue;
  const person = (column: string) => catalogue.find({ table: 'Persons', column });
  const staff = catalogue.find({ table: 'Receptions', column: 'ID_Staffs' });
  const id = person('ID');
  if (!staff || !id || !person(parts[0])) return null;
  return {
    join: sql`left join ${dialect.table(id.table)} d on ${sameKey(['d', id], ['r', staff], dialect)}`,
    cells: parts
      .map(person)
      .filter(isThere)
      .map((column, at) => ({
        name: `doctor_${at}`,
        kind: 'latest',
        as: 'text',
        of: dialect.shortText(ref('d', column)),
      })),
  };
}

/** The name as one text; null: nobody treats, or a person without a name does. */
export function doctorName(cells: readonly unknown[]): string | null {
  const words = cells.map((cell) => parseText(cell)?.trim() ?? '').filter((word) => word !== '');
  return words.length === 0 ? null : words.join(' ');
}
