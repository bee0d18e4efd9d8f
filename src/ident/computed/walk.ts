import { IdentError } from '../connection/errors.ts';
import type { Queries, Row } from '../connection/queries.ts';
import type { SqlDialect } from '../sql/dialect.ts';
import { integerOf } from '../sql/parse-cell.ts';
import { keyBounds, type Scope, type TallySource, tallyQuery } from './tallies/tally.ts';

interface WalkContext {
  readonly queries: Queries;
  readonly dialect: SqlDialect;
  /** Whether ranges of the table's own key can be found without looking through all of it. */
  readonly byRanges: boolean;
  /** Whether rows may lack the key. */
  readonly keyless: boolean;
}

/** No statement of a walk takes longer: a time-out makes the range smaller. */
const mostMs = 10_000;
/** What is held at once. */
const mostRows = 50_000;
/** Where even so few keys are not read in time, the statement is waited for like any other. */
const leastSpan = 1_000;

/**
 * A table from its first key to its last, a range at a time, for all patients: every row is looked at once. The rows of
 * each statement come together.
 */
export async function* walk(
  source: TallySource,
  context: WalkContext,
): AsyncGenerator<readonly Row[], void> {
  const { queries, dialect } = context;
  const bounds = context.byRanges ? await boundsOf(source, null, context) : null;
  if (bounds === null) {
    // Without an order of its own a table can only be taken whole.
    yield await queries.run(source.table, tallyQuery(source, { kind: 'all' }, dialect));
    return;
  }
  if (context.keyless) {
    yield await queries.run(source.table, tallyQuery(source, { kind: 'keyless' }, dialect));
  }
  if (bounds === 'empty') return;
  let span = dialect.firstSpan;
  let most = Number.MAX_SAFE_INTEGER;
  for (let above = bounds.low - 1; above < bounds.high; ) {
    const upTo = Math.min(above + span, bounds.high);
    const range = { kind: 'keys', above, upTo } as const;
    const before = queries.ms;
    const rows = await rangeOf(source, range, span > leastSpan, context);
    if (rows === null) {
      // What was too much once is not tried again.
      most = Math.max(Math.floor(span / 2), leastSpan);
      span = most;
      continue;
    }
    if (rows.length > 0) yield rows;
    above = upTo;
    span = Math.min(most, nextSpan(span, { ms: queries.ms - before, rows: rows.length }, dialect));
    if (rows.length > 0 || above >= bounds.high) continue;
    // Ids may leap by millions: what is not there is not gone through.
    const rest = await boundsOf(source, above, context);
    if (rest === null || rest === 'empty') return;
    above = rest.low - 1;
  }
}

function nextSpan(
  span: number,
  took: { readonly ms: number; readonly rows: number },
  { rangeMs }: SqlDialect,
): number {
  if (took.ms > rangeMs || took.rows > mostRows) {
    return Math.max(Math.floor(span / 2), leastSpan);
  }
  const isLight = took.ms < rangeMs / 2 && took.rows < mostRows / 2;
  return isLight ? span * 2 : span;
}

/** Null: it was not answered in time, and a smaller one is to be asked for. */
async function rangeOf(
  source: TallySource,
  range: Scope,
  canShrink: boolean,
  { queries, dialect }: WalkContext,
): Promise<readonly Row[] | null> {
  const statement = tallyQuery(source, range, dialect);
  if (!canShrink) return await queries.run(source.table, statement);
  try {
    return await queries.run(source.table, statement, { withinMs: mostMs });
  } catch (error) {
    if (error instanceof IdentError && error.code === 'IDENT_TIMEOUT') return null;
    throw error;
  }
}

/** Null: keys that are no integers. */
async function boundsOf(
  source: TallySource,
  above: number | null,
  { queries, dialect }: WalkContext,
): Promise<{ readonly low: number; readonly high: number } | 'empty' | null> {
  const [row] = await queries.run(source.table, keyBounds(source, above, dialect));
  const { low = null, high = null } = row ?? {};
  if (low === null && high === null) return 'empty';
  const [first, last] = [integerOf(low), integerOf(high)];
  return first === null || last === null ? null : { low: first, high: last };
}
