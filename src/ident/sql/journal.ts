import { sql } from 'kysely';
import type { Catalogue, Column } from '../catalogue.ts';
import type { ComputedSource } from '../computed-source.ts';
import type { ComputedQuery } from './computed.ts';
import { ref, type Sql, type SqlDialect } from './dialect.ts';
import { within } from './keys.ts';

/** Amounts of one table that count towards a patient's sum, or against it. */
export interface MoneyTerm {
  readonly patient: Column;
  readonly amount: Column;
  readonly sign: 1 | -1;
}

type TermNames = readonly (readonly [
  table: string,
  patient: string,
  amount: string,
  sign: 1 | -1,
])[];

const terms = {
  'journal.debt': [['OrderPaymentsJournal', 'ID_Patients', 'Debt', 1]],
  'journal.advance': [
    ['Patients', 'ID_Persons', 'InitialBalance', 1],
    ['PaymentsIn', 'ID_Patients', 'Payment', 1],
    ['OrderPaymentsJournal', 'ID_Patients', 'AmountWithDiscount', -1],
  ],
} as const satisfies Partial<Record<ComputedSource, TermNames>>;

export type JournalSource = keyof typeof terms;

export const journalSources: readonly JournalSource[] = ['journal.debt', 'journal.advance'];

/** What a patient's sum is made of; `null` where the database lacks a part of it. */
export function moneyTerms(
  source: JournalSource,
  catalogue: Catalogue,
): readonly MoneyTerm[] | null {
  const found = terms[source].flatMap(([table, patientColumn, amountColumn, sign]) => {
    const patient = catalogue.find({ table, column: patientColumn });
    const amount = catalogue.find({ table, column: amountColumn });
    return patient && amount ? [{ patient, amount, sign }] : [];
  });
  return found.length === terms[source].length ? found : null;
}

/** `id` and the sum under this name: every table is touched once. */
export function journalQuery(
  parts: readonly MoneyTerm[],
  name: string,
  dialect: SqlDialect,
): ComputedQuery {
  return (keys) => {
    const amounts = parts.map(({ patient, amount, sign }): Sql => {
      const value = sql`coalesce(cast(${ref('m', amount)} as decimal(19, 4)), 0)`;
      return sql`select ${ref('m', patient)} as id, ${sign === 1 ? value : sql`-${value}`} as amount
        from ${dialect.table(amount.table)} m where ${within(ref('m', patient), keys)}`;
    });
    const total = sql`cast(sum(x.amount) as decimal(19, 4))`;
    return sql`
      select x.id as id, ${dialect.exactText(total, 'decimal')} as ${sql.ref(name)}
      from (${sql.join(amounts, sql` union all `)}) x group by x.id ${dialect.end}`;
  };
}
