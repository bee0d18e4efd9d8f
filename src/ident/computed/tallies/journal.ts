import { sql } from 'kysely';
import type { ComputedSource } from '../../profiles/computed-source.ts';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref } from '../../sql/dialect.ts';
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

const sums: readonly (readonly [ComputedSource, readonly JournalTerm[]])[] = [
  ['payments.sum', [{ tally: 'payments', cell: 'paid', sign: 1n }]],
  ['journal.debt', [{ tally: 'journal', cell: 'debt', sign: 1n }]],
  [
    'journal.advance',
    [
      { tally: 'balances', cell: 'initial', sign: 1n },
      { tally: 'payments', cell: 'paid', sign: 1n },
      { tally: 'journal', cell: 'billed', sign: -1n },
    ],
  ],
];

const names = ['journal', 'payments', 'balances'] as const;

/** The tables of the books that this database has, with those of their amounts that it has. */
export const journalTallies = (
  catalogue: Catalogue,
): readonly (readonly [JournalTally, TallySource])[] =>
  names.flatMap((name) => {
    const tally = journalTally(tables[name], catalogue);
    return tally ? [[name, tally] as const] : [];
  });

/** The sums of which this database has every part. */
export function journalSums(catalogue: Catalogue): typeof sums {
  const has = ({ tally, cell }: JournalTerm) => {
    const { table, patient, amounts }: JournalTable = tables[tally];
    const column = amounts[cell];
    return (
      column !== undefined &&
      catalogue.find({ table, column }) !== null &&
      catalogue.find({ table, column: patient }) !== null
    );
  };
  return sums.filter(([, terms]) => terms.every(has));
}

function journalTally(
  { table, patient, keys, amounts }: JournalTable,
  catalogue: Catalogue,
): TallySource | null {
  const { dialect } = catalogue;
  const find = (column: string) => catalogue.find({ table, column });
  const owner = find(patient);
  if (!owner) return null;
  const key = keys.map(find).find(isThere);
  const cells = Object.entries(amounts).flatMap(([name, column]): readonly TallyCell[] => {
    const amount = find(column);
    if (!amount) return [];
    const { orZero, isGiven } = amountColumn('m', amount, dialect);
    return sumCells(name, { of: orZero, isGiven }, dialect);
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
