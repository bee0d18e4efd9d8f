import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { ref, sameKey } from '../../sql/dialect.ts';
import { companyNames } from './branch-names.ts';
import type { CompletedReceptions } from './completed-receptions.ts';
import { latestReception } from './receptions.ts';
import { keyCell, type TallyCell, type TallySource } from './tally.ts';

/**
 * Of the latest completed reception that has an order at all: that reception (`planned`, `reception`), and the branch
 * of its latest order (`company`, with its names, `company_0`, `company_1`).
 */
export function ordersTally(
  receptions: CompletedReceptions,
  catalogue: Catalogue,
): TallySource | null {
  const { dialect } = catalogue;
  const find = (column: string) => catalogue.find({ table: 'Orders', column });
  const company = find('ID_OwnCompanies');
  const reception = find('ID_Receptions');
  const id = find('ID');
  const names = company && companyNames(ref('o', company), 'company', catalogue);
  if (!company || !reception || !id || !names) return null;
  const moment = find('DateTimeOrder');
  const latest = { kind: 'latest', ranks: 'greatest' } as const;
  const ordered: readonly TallyCell[] = moment
    ? [
        {
          name: 'ordered',
          ...latest,
          as: 'moment',
          of: dialect.wallClock(ref('o', moment), moment.type),
        },
      ]
    : [];
  return {
    table: id.table,
    key: { of: ref('o', id), column: id },
    patient: { of: ref('r', receptions.patient), column: receptions.patient },
    from: sql`
      from ${dialect.table(id.table)} o
      join ${dialect.table(receptions.id.table)} r on ${sameKey(['r', receptions.id], ['o', reception], dialect)}`,
    joins: [names],
    counts: () => receptions.condition,
    cells: [
      ...latestReception(receptions, dialect),
      ...ordered,
      { name: 'order', ...latest, ...keyCell('o', id, dialect) },
      { name: 'company', kind: 'latest', ...keyCell('o', company, dialect) },
    ],
  };
}
