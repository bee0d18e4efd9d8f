import { sql } from 'kysely';
import { z } from 'zod';
import type { ErrorText, RunFailure } from '../../app-error.ts';
import type { Localized } from '../../language.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';
import { Activity } from './activity.ts';
import { Changes } from './changes.ts';
import { Hours } from './hours.ts';
import { deepPassDue, processDied } from './run-codes.ts';

/** Two deep passes a day: a month of reports. */
const keptFindings = 60;
/** Two weeks of a pass every two minutes. */
const keptRuns = 10_000;

export type RunOutcome = 'running' | 'ok' | 'rows-rejected' | 'incomplete' | 'failed' | 'stopped';

export interface Run {
  readonly id: number;
  readonly mode: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: RunOutcome;
  readonly errorCode: string | null;
  readonly counts: Readonly<Record<string, number>>;
  /** How many equal failures in a row it stands for: the first began at `startedAt`, the last ended at `endedAt`. */
  readonly times: number;
  /** Why it failed, in words. */
  readonly reason: Localized<ErrorText> | null;
}

/** How a run came to its end. */
interface RunEnd {
  readonly mode: string;
  readonly outcome: RunOutcome;
  readonly endedAt: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Null: nothing ended it before its time. */
  readonly failure: RunFailure | null;
}

/** Which runs; those of an `undefined` are all. */
interface RunChoice {
  readonly mode?: string | undefined;
  readonly outcome?: RunOutcome | readonly RunOutcome[] | undefined;
  /** Older than the run with this number. */
  readonly before?: number | undefined;
  /** That ended at this moment or later. */
  readonly from?: number | undefined;
  /** That ended before. */
  readonly until?: number | undefined;
}

export class Runs extends Repository {
  /**
   * @param options `alone`: false for a run within another one of the same process; `allowed`: how large a mass change a
   *   person allowed for it.
   */
  async start(
    mode: string,
    now: number,
    options: { alone?: boolean; allowed?: number | undefined } = {},
  ): Promise<number> {
    const { allowed } = options;
    // A run that never ended died with its process: the pass lock says that nobody else is running.
    if (options.alone !== false) {
      await this.db
        .updateTable('runs')
        .set({ outcome: 'incomplete', ended_at: now, error_code: processDied })
        .where('outcome', '=', 'running')
        .execute();
    }
    const row = await this.db
      .insertInto('runs')
      .values({
        mode,
        started_at: now,
        ended_at: null,
        outcome: 'running',
        error_code: null,
        counts: JSON.stringify(allowed === undefined ? {} : { allowed }),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  async finish(id: number, end: RunEnd): Promise<void> {
    await this.db
      .updateTable('runs')
      .set({
        mode: end.mode,
        ended_at: end.endedAt,
        outcome: end.outcome,
        error_code: end.failure?.errorCode ?? null,
        reason: end.failure && JSON.stringify(end.failure.reason),
        counts: JSON.stringify(end.counts),
      })
      .where('id', '=', id)
      .execute();
    await new Activity(this.db).add(end.endedAt, end.counts);
    await this.#noteHour(end);
    if (end.outcome === 'failed') await this.#foldInto(id);
  }

  /** A pause or the end of the process in mid-pass says nothing of how things go. */
  async #noteHour({ mode, outcome, endedAt, failure }: RunEnd): Promise<void> {
    if (!passModes.includes(mode) || outcome === 'incomplete') return;
    const isWell = outcome === 'ok' || outcome === 'rows-rejected';
    await new Hours(this.db).add(endedAt, isWell ? null : (failure?.errorCode ?? 'INTERNAL'));
  }

  /** A pass that could not even begin: it is part of the history all the same. */
  async couldNotBegin(
    mode: string,
    failure: RunFailure,
    { startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number },
  ): Promise<void> {
    const id = await this.start(mode, startedAt);
    await this.finish(id, { mode, outcome: 'failed', endedAt, counts: {}, failure });
  }

  /** A failure like the one before it becomes one row with that, unless it wrote or found something. */
  async #foldInto(id: number): Promise<void> {
    const run = await this.byId(id);
    if (run === undefined || !(await this.#isBare(run))) return;
    const before = await this.#failureBefore(run);
    if (before === undefined || !(await this.#isBare(before))) return;
    await this.db
      .updateTable('runs')
      .set({
        ended_at: run.endedAt,
        times: before.times + run.times,
        reason: run.reason && JSON.stringify(run.reason),
        counts: JSON.stringify(sum(before.counts, run.counts)),
      })
      .where('id', '=', before.id)
      .execute();
    await this.db.deleteFrom('runs').where('id', '=', id).execute();
  }

  /** The last run of the same mode, where it failed by the same error, and no run has come to a good end since. */
  async #failureBefore({ id, mode, errorCode }: Run): Promise<Run | undefined> {
    const [before] = await this.latest(1, { mode, before: id });
    if (before?.outcome !== 'failed' || before.errorCode !== errorCode) return undefined;
    const better = await this.db
      .selectFrom('runs')
      .select('id')
      .where('id', '>', before.id)
      .where('id', '<', id)
      .where('outcome', 'not in', ['failed', 'running'] satisfies RunOutcome[])
      .limit(1)
      .executeTakeFirst();
    return better === undefined ? before : undefined;
  }

  /** Whether nothing hangs on the run: it wrote nothing, found nothing, and left no create undecided. */
  async #isBare({ id, counts }: Run): Promise<boolean> {
    if (written.some((name) => (counts[name] ?? 0) > 0)) return false;
    const { rows } = await sql<{ n: number }>`select
      (select count(*) from ${sql.table('findings')} where run_id = ${id}) +
      (select count(*) from ${sql.table('intents')} where run_id = ${id}) as n`.execute(this.db);
    return rows[0]?.n === 0;
  }

  /** Of the run that began last; 0: none did. */
  async latestId(): Promise<number> {
    const row = await this.db
      .selectFrom('runs')
      .select((e) => e.fn.max('id').as('id'))
      .executeTakeFirst();
    return row?.id ?? 0;
  }

  /** The newest first. */
  async latest(limit: number, choice: RunChoice = {}): Promise<readonly Run[]> {
    const { mode, outcome, before, from, until } = choice;
    let query = this.db.selectFrom('runs').selectAll().orderBy('id', 'desc').limit(limit);
    if (mode !== undefined) query = query.where('mode', '=', mode);
    if (outcome !== undefined) query = query.where('outcome', 'in', [outcome].flat());
    if (before !== undefined) query = query.where('id', '<', before);
    if (from !== undefined) query = query.where('ended_at', '>=', from);
    if (until !== undefined) query = query.where('ended_at', '<', until);
    return (await query.execute()).map(toRun);
  }

  async byId(id: number): Promise<Run | undefined> {
    const row = await this.db
      .selectFrom('runs')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toRun(row);
  }

  /** The last of these modes to come to some end; a process that died did not. */
  async lastEnded(modes: readonly string[]): Promise<Run | undefined> {
    return (await this.lastEnds(modes, 1))[0];
  }

  /** Those of these modes that came to some end, the last to do so first. */
  async lastEnds(modes: readonly string[], limit: number): Promise<readonly Run[]> {
    const rows = await this.db
      .selectFrom('runs')
      .selectAll()
      .where('mode', 'in', [...modes])
      .where('outcome', 'not in', ['running', 'incomplete'] satisfies RunOutcome[])
      .orderBy('ended_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toRun);
  }

  /** The last to be over, of whichever mode; a pass that left its work to a deep one was none. */
  async lastOver(): Promise<Run | undefined> {
    const row = await this.db
      .selectFrom('runs')
      .selectAll()
      .where('ended_at', 'is not', null)
      .where((e) => e.or([e('error_code', 'is', null), e('error_code', '<>', deepPassDue)]))
      .orderBy('ended_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && toRun(row);
  }

  /** Those that have not ended, or died with their process. */
  async open(): Promise<readonly Run[]> {
    const rows = await this.db
      .selectFrom('runs')
      .selectAll()
      .where('outcome', '=', 'running' satisfies RunOutcome)
      .execute();
    return rows.map(toRun);
  }

  /** The newest of a mode that came to its end. */
  async lastWhole(mode: string): Promise<Run | undefined> {
    return (await this.latest(1, { mode, outcome: ['ok', 'rows-rejected'] }))[0];
  }

  /**
   * Forgets the oldest: of each mode the findings of the last {@link keptFindings} runs that found anything stay, of the
   * runs themselves the last {@link keptRuns}.
   */
  async prune(): Promise<void> {
    await sql`delete from ${sql.table('findings')} where run_id in (
      select id from (
        select r.id, row_number() over (partition by r.mode order by r.id desc) as nth from ${sql.table('runs')} r
        where exists (select 1 from ${sql.table('findings')} f where f.run_id = r.id)) as ranked
      where nth > ${keptFindings})`.execute(this.db);
    await new Changes(this.db, 0).prune();
    const oldest = await this.db
      .selectFrom('runs')
      .select('id')
      .orderBy('id', 'desc')
      .offset(keptRuns)
      .limit(1)
      .executeTakeFirst();
    if (oldest === undefined) return;
    await this.db.deleteFrom('findings').where('run_id', '<=', oldest.id).execute();
    await this.db.deleteFrom('runs').where('id', '<=', oldest.id).execute();
  }
}

const toRun = (row: RowOf<'runs'>): Run => ({
  id: row.id,
  mode: row.mode,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  // Written by start and finish only.
  outcome: row.outcome as RunOutcome,
  errorCode: row.error_code,
  counts: JSON.parse(row.counts) as Record<string, number>,
  times: row.times,
  reason: row.reason === null ? null : reasonText.parse(JSON.parse(row.reason)),
});

const errorText = z.object({ message: z.string(), hint: z.string() });
const reasonText = z.object({ ru: errorText, en: errorText });

/** Modes of whole passes: over everybody, or over what changed. */
export const passModes: readonly string[] = ['incremental', 'deep'];

/** What a run did that its row must go on telling. */
const written = ['created', 'updated', 'adopted', 'removed', 'relinked', 'repaired', 'rejected'];

function sum(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const all = { ...a };
  for (const [name, count] of Object.entries(b)) all[name] = (all[name] ?? 0) + count;
  return all;
}
