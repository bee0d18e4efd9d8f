import { switchedOn } from '../../contact/model/field-choice.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import { Allowance } from '../guard/asking/allowance.ts';
import { PassLedger } from '../guard/ledger.ts';
import { openPass } from '../pass/open-pass.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { PassRestart } from '../pass/pass-restart.ts';
import { recordRun } from '../run/run-book.ts';
import { recall } from '../source/check-sources.ts';
import { assertOff, clearField } from './clear-field.ts';

interface ClearResult {
  readonly runId: number;
  /** Contacts that the field was emptied in. */
  readonly cleared: number;
  /** Contacts where a person put another value over ours: it stays. */
  readonly kept: number;
}

/**
 * {@link clearField} as a pass of its own, recorded as a run; the caller holds the pass lock. The field is switched
 * off, so the pass is opened as if it were not: it has to be written once more.
 *
 * @throws SyncError FIELD_ON; GuardError MASS_CHANGE
 */
export async function runClear(
  given: SyncSetup,
  key: FieldKey,
  options: { readonly allowMassChange?: number } = {},
): Promise<ClearResult> {
  const { options: choice } = given;
  // A wrong call is no run.
  assertOff(key, choice);
  return await recordRun(given, 'clear', async (book) => {
    const { setup } = book;
    const state = setup.state.inRun(book.runId);
    const attempt = async () => {
      await using scratch = state.scratch();
      for (const source of databasesOf(setup.ident).sources) await recall(state, source);
      const pass = await openPass(
        { ...setup, state, options: { ...choice, ...switchedOn(choice, key, choice.timeZone) } },
        {
          ...book,
          scratch,
          mode: 'deep',
          onForeignContacts: 'go-on',
          ledger: new PassLedger(state),
          allowance: new Allowance(options.allowMassChange),
        },
      );
      return await clearField(pass, key, { choice });
    };
    const done = await attempt().catch((error: unknown) => {
      // The account's fields moved since the state remembered them: now it does.
      if (error instanceof PassRestart) return attempt();
      throw error;
    });
    return { runId: book.runId, ...done };
  });
}
