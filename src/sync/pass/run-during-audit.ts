import { Databases } from '../../ident/sources/databases.ts';
import { eventsGap } from '../../state/account/meta.ts';
import { readBetween } from '../source/open-sources.ts';
import type { RunOptions } from './attempt.ts';
import type { FirstLoad } from './first-load.ts';
import type { SyncSetup } from './pass-context.ts';
import { PassRestart } from './pass-restart.ts';
import { type PassResult, runPass } from './run-pass.ts';

export type DuringAuditResult =
  | { readonly kind: 'done'; readonly result: PassResult }
  /** It failed, or the guard stopped it: recorded as its own run; the deep pass goes on. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Something asks for a deep pass: nothing was lost, the next pass is one. */
  | { readonly kind: 'left'; readonly reason: string };

/** None of the databases that it would read is there: those that are are others' affair. */
const sourceAway = 'source-away';

/**
 * An incremental pass while a deep one is under way: what `SyncSetup.betweenPages` is for.
 *
 *     const setup: SyncSetup = { …, betweenPages: async (firstLoad) => {
 *       if (isDue()) tell(await runDuringAudit(setup, { firstLoad }));
 *     } };
 *     await runPass(setup, { mode: 'deep' });
 *
 * It belongs under the pass lock that the deep pass holds. It is recorded as an incremental run of its own, never becomes
 * a deep pass itself, and leaves alone what the deep pass has sent and not decided. It never rejects: what made it fail
 * is in the result, and ends the deep pass only if that one meets it too.
 *
 * Within a first load it carries over what changed since that began, of those who are linked by then. It moves no cursor
 * of the state and counts for no pass that ended well: after a death in between the load begins anew, and its end is
 * followed by a pass that reads all changes since its beginning.
 */
export async function runDuringAudit(
  setup: SyncSetup,
  {
    firstLoad = null,
    ...options
  }: Pick<RunOptions, 'allowMassChange' | 'allowIn'> & {
    /** What that pass is, if it is one. */
    readonly firstLoad?: FirstLoad | null;
  } = {},
): Promise<DuringAuditResult> {
  const { state, log, ident } = setup;
  try {
    const deepDue = await state.meta.get('deepDue');
    if (deepDue !== undefined && deepDue !== eventsGap) return { kind: 'left', reason: deepDue };
    if (ident instanceof Databases && !(await areThere(state, ident, firstLoad)))
      return { kind: 'left', reason: sourceAway };
    return {
      kind: 'done',
      result: await runPass(setup, {
        ...options,
        mode: firstLoad === null ? 'during-audit' : { firstLoad },
      }),
    };
  } catch (error) {
    if (error instanceof PassRestart) {
      log.warn({ reason: error.reason }, 'left to a deep pass');
      return { kind: 'left', reason: error.reason };
    }
    return { kind: 'failed', error };
  }
}

async function areThere(
  state: SyncSetup['state'],
  { sources, numbers }: Databases,
  firstLoad: FirstLoad | null,
): Promise<boolean> {
  if (numbers.size < 2) return true;
  const open = sources.map(({ number }) => number);
  return (await readBetween(state, open, firstLoad)).size > 0;
}
