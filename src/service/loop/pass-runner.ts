import {
  type Clinic,
  endOf,
  type PassOrder,
  type PassEnd as WholeEnd,
} from '../../clinic/clinic.ts';
import type { SourceTurns } from '../../clinic/source-pace.ts';
import type { PatientReader } from '../../ident/ident.ts';
import { bindAccountFields } from '../../sync/account/account-fields.ts';
import { createFields } from '../../sync/account/fields.ts';
import type { FirstLoad } from '../../sync/pass/first-load.ts';
import type { SyncSetup } from '../../sync/pass/pass-context.ts';
import { runDuringAudit } from '../../sync/pass/run-during-audit.ts';
import { planCost } from '../../sync/plan/plan-cost.ts';
import { batchSizeFrom } from '../../sync/write/batches.ts';
import type { PassKind } from '../schedule/next-passes.ts';

/** The pass that is due; `withheld`: sources whose patients nobody has asked for yet. */
interface DuePass
  extends Required<Pick<PassOrder, 'signal' | 'withheld' | 'onProgress' | 'othersWait'>> {
  readonly kind: PassKind;
  /** A mass change that a person allowed. */
  readonly allowed: number | null;
  /** Called by a deep pass where an incremental one may run: see {@link runPassBetween}. */
  readonly betweenPages: (firstLoad: FirstLoad | null) => Promise<void>;
  /** Before anything of either side is read or written; throws where one of them is not the clinic's. */
  readonly admit?: (setup: SyncSetup) => Promise<void>;
}

/** How a pass ended. */
export interface PassEnd extends Omit<WholeEnd, 'outcome'> {
  readonly outcome:
    | WholeEnd['outcome']
    /** A pass between two pages found that a deep one is asked for, or no database that it could read. */
    | { readonly kind: 'left' };
}

/** One that came to no database. */
const unread = (outcome: PassEnd['outcome']): PassEnd => ({ outcome, queryMs: 0, sources: [] });

/** One pass, with what a new installation needs; the caller holds the pass lock. Never rejects. */
export async function runOnePass(
  clinic: Clinic,
  { kind, allowed, admit, ...due }: DuePass,
): Promise<PassEnd> {
  // Everything is to be compared: a rest is over when it begins, or the pass comes later.
  let isWhole = kind === 'deep';
  let turns: SourceTurns;
  try {
    isWhole ||= (await clinic.state.meta.get('deepDue')) !== undefined;
    turns = await clinic.pace.turns(isWhole ? 'deep' : 'incremental', due.withheld);
  } catch (error) {
    return unread({ kind: 'failed', error });
  }
  const end = await clinic.pass({
    ...due,
    turns,
    mode: kind === 'deep' ? 'deep' : 'auto',
    ...(allowed === null ? {} : { allowMassChange: allowed }),
    prepare: async (setup) => {
      await admit?.(setup);
      await makeFields(clinic);
      await logFirstLoad(clinic, setup.ident);
    },
  });
  await clinic.pace.learn(isWhole ? 'deep' : 'incremental', end.sources);
  return end;
}

/** An incremental pass between two pages of a deep one. Never rejects. */
export async function runPassBetween(
  clinic: Clinic,
  firstLoad: FirstLoad | null,
  over: Pick<DuePass, 'signal' | 'withheld'>,
): Promise<PassEnd> {
  try {
    const turns = await clinic.pace.turns('between', over.withheld);
    const { leftOut } = turns;
    // Nothing is there to be read.
    if (clinic.sources.every(({ number }) => leftOut.has(number) || over.withheld.has(number)))
      return unread({ kind: 'left' });
    const end = await clinic.connected(
      async (setup) => ({
        outcome: await runDuringAudit(setup, { firstLoad }),
        ...endOf(setup.ident),
      }),
      { ...over, turns },
    );
    await clinic.pace.learn('incremental', end.sources);
    return end;
  } catch (error) {
    return unread({ kind: 'failed', error });
  }
}

/**
 * A new installation, or a version with new fields: nobody needs to make them by hand. Fields that were there and are
 * gone are another matter, and for a person to decide.
 */
async function makeFields({ amo, state, options, log }: Clinic): Promise<void> {
  if (bindAccountFields(await state.fields.all(), options) !== null) return;
  const { created, completed } = await createFields({
    amo,
    state,
    excluded: options.excluded,
    extra: options.extra,
  });
  log.info({ created: created.length, completed: completed.length }, 'fields made in amoCRM');
}

/**
 * What a first load is about to do, and how long it will take. By counting alone: a plan of it would keep amoCRM waiting
 * until all of IDENT is read.
 */
async function logFirstLoad(
  { state, log, options, rate }: Clinic,
  ident: PatientReader,
): Promise<void> {
  if ((await state.meta.ofSources('cursor')).size > 0) return;
  const patients = await ident.count();
  const create = Math.max(patients - (await state.links.count()), 0);
  const reads = Math.ceil(((await state.meta.get('contactsSeen')) ?? 1) / contactsPerPage);
  const known = await state.meta.get('batchSize');
  const batch = { ...batchSizeFrom(known, options.batchSize), most: options.batchSize };
  const { requests, durationMs } = planCost({ create }, { reads, batch, rate });
  const minutes = Math.ceil(durationMs / 60_000);
  log.info({ patients, create, requests, minutes }, 'first load: everybody is to be carried over');
}

/** amoCRM gives at most so many at once. */
const contactsPerPage = 250;
