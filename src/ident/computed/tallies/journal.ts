import { sql } from 'kysely';
import type { ComputedSource } from '../../profiles/computed-source.ts';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import { amountColumn, sumCells } from './amounts.ts';
import type { TallyCell, TallySource } from './tally.ts';

interface JournalTable {
  readonly table: string;
  readonly patient: string;
  /** The first that it has: a view has no key of its own, but gives back ranges of the orders' keys. */
  readonly keys: readonly string[];
  /** The amounts, by the names of their cells. */
  readonly amounts: Readonly<Record<string, string>>;
}

/** Where the clinic's books keep amounts of a patient. */
const tables = {
  journal: {
    table: 'OrderPaymentsJournal',
    patient: 'ID_Patients',
    keys: ['ID', 'ID_Orders'],
    amounts: { debt: 'Debt', billed: 'AmountWithDiscount' },
  },
  payments: {
    table: 'PaymentsIn',
    patient: 'ID_Patients',
    keys: ['ID'],
    amounts: { paid: 'Payment' },
  },
  balances: {
    table: 'Patients',
    patient: 'ID_Persons',
    keys: ['ID_Persons'],
    amounts: { initial: 'InitialBalance' },
  },
} as const satisfies Readonly<Record<string, JournalTable>>;

export type JournalTally = keyof typeof tables;

/** An amount that counts towards a patient's sum, or against it. */
export interface JournalTerm {
  readonly tally: JournalTally;
  readonly cell: string;
  readonly sign: 1n | -1n;
}

const sums = {
  'payments.sum': [{ tally: 'payments', cell: 'paid', sign: 1n }],
  'journal.debt': [{ tally: 'journal', cell: 'debt', sign: 1n }],
  'journal.advance': [
    { tally: 'balances', cell: 'initial', sign: 1n },
    { tally: 'payments', cell: 'paid', sign: 1n },
    { tally: 'journal', cell: 'billed', sign: -1n },
  ],
} as const satisfies Partial<Record<ComputedSource, readonly JournalTerm[]>>;

const names = ['journal', 'payments', 'balances'] as const;

/** The tables of the books that this database has, with those of their amounts that it has. */
export function journalTallies(
  catalogue: Catalogue,
  dialect: SqlDialect,
): ReadonlyMap<JournalTally, TallySource> {
  const found = new Map<JournalTally, TallySource>();
  for (const name of names) {
    const tally = journalTally(tables[name], catalogue, dialect);
    if (tally) found.set(name, tally);
  }
  return found;
}

/** The sums of which this database has every part. */
export function journalSums(
  catalogue: Catalogue,
): ReadonlyMap<keyof typeof sums, readonly JournalTerm[]> {
  const has = ({ tally, cell }: JournalTerm) => {
    const { table, patient, amounts }: JournalTable = tables[tally];
    const column = amounts[cell];
    return (
      column !== undefined &&
      catalogue.find({ table, column }) !== null &&
      catalogue.find({ table, column: patient }) !== null
    );
  };
  const found = new Map<keyof typeof sums, readonly JournalTerm[]>();
  if (sums['payments.sum'].every(has)) found.set('payments.sum', sums['payments.sum']);
  if (sums['journal.debt'].every(has)) found.set('journal.debt', sums['journal.debt']);
  if (sums['journal.advance'].every(has)) found.set('journal.advance', sums['journal.advance']);
  return found;
}

function journalTally(
  { table, patient, keys, amounts }: JournalTable,
  catalogue: Catalogue,
  dialect: SqlDialect,
): TallySource | null {
  const find = (column: string) => catalogue.find({ table, column });
  const owner = find(patient);
  if (!owner) return null;
  const key = keys.map(find).find(isThere);
  const cells = Object.entries(amounts).flatMap(([name, column]): readonly TallyCell[] => {
    const amount = find(column);
    if (!amount) return [];
    const { number, isGiven } = amountColumn('m', amount, dialect);
    const of = sql`case when ${isGiven} then ${number} else 0 end`;
    return sumCells(name, { of, isGiven }, dialect);
  });
  return {
    table: owner.table,
    key: key ? { of: ref('m', key), column: key } : null,
    patient: { of: ref('m', owner), column: owner },
    from: sql`from ${dialect.table(owner.table)} m`,
    joins: [],
    counts: null,
    cells,
  };
}
