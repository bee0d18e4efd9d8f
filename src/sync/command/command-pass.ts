import type { FieldChoice } from '../../contact/model/field-choice.ts';
import type { OpenSource } from '../../ident/sources/databases.ts';
import { PassLedger } from '../guard/ledger.ts';
import { openPass, type PassParts } from '../pass/open-pass.ts';
import type { Pass, SyncSetup } from '../pass/pass-context.ts';
import { PassRestart } from '../pass/pass-restart.ts';
import { recordRun } from '../run/run-book.ts';
import { recall } from '../source/check-sources.ts';

interface CommandParts
  extends Pick<PassParts, 'mode'>,
    Partial<Pick<PassParts, 'findings' | 'allowance'>> {
  /** Read as the passes before knew them. */
  readonly sources: readonly OpenSource[];
  /** Fields that are on for it, whatever the settings say. */
  readonly choice: (setup: SyncSetup) => Promise<FieldChoice>;
}

/** What a person asks for beside the passes, as a pass and a run of its own; the caller holds the pass lock. */
export async function commandPass<T extends object>(
  given: SyncSetup,
  command: 'clear' | 'forget',
  { sources, choice, ...parts }: CommandParts,
  work: (pass: Pass) => Promise<T>,
): Promise<T & { readonly runId: number }> {
  return await recordRun(given, command, async ({ runId, counts, findings, setup }) => {
    const state = setup.state.inRun(runId);
    const attempt = async () => {
      await using scratch = state.scratch();
      for (const source of sources) await recall(state, source);
      const options = { ...setup.options, ...(await choice(setup)) };
      const pass = await openPass(
        { ...setup, state, options },
        {
          runId,
          counts,
          findings,
          scratch,
          onForeignContacts: 'go-on',
          ledger: new PassLedger(state),
          ...parts,
        },
      );
      return await work(pass);
    };
    const done = await attempt().catch((error: unknown) => {
      // The account's fields moved since the state remembered them: now it does.
      if (error instanceof PassRestart) return attempt();
      throw error;
    });
    return { ...done, runId };
  });
}
