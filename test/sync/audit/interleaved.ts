import type { PassProgress, SyncSetup } from '../../../src/sync/pass/pass-context.ts';
import { type DuringAuditResult, runDuringAudit } from '../../../src/sync/pass/run-during-audit.ts';
import { type PassResult, runPass } from '../../../src/sync/pass/run-pass.ts';
import type { World } from '../../support/world.ts';

/** Where a deep pass lets others work: behind a page of amoCRM, behind a page of IDENT, before it writes. */
export type Moment = Extract<PassProgress['phase'], 'read-crm' | 'read-ident' | 'write'>;
export const moments: readonly Moment[] = ['read-crm', 'read-ident', 'write'];

export interface Interleaved {
  readonly deep: PassResult;
  /** What became of the passes between its pages. */
  readonly between: readonly DuringAuditResult[];
  /** How often others were let in. */
  readonly times: number;
}

/** Something that happens when others may work for the first time at a moment, right before a pass that is due then. */
export interface Happening {
  readonly at: Moment;
  readonly happens: () => void | Promise<void>;
  readonly after?: () => void | Promise<void>;
  /** Which time at that moment; the first unless given. */
  readonly nth?: number;
}

/** A deep pass between two pages of which something happens, and an incremental one is due. */
export async function deepInterleaved(
  world: World,
  { at, happens, after, nth = 1 }: Happening,
  over: Partial<SyncSetup> = {},
): Promise<Interleaved> {
  const between: DuringAuditResult[] = [];
  let phase: PassProgress['phase'] = 'recover';
  let seen = 0;
  let times = 0;
  const ident = over.ident ?? (await world.ident());
  const setup: SyncSetup = {
    ...world.setup(ident),
    ...over,
    onProgress: (progress) => {
      if (progress.phase !== phase) seen = 0;
      phase = progress.phase;
    },
    betweenPages: async (firstLoad) => {
      times += 1;
      seen += phase === at ? 1 : 0;
      if (phase !== at || seen !== nth) return;
      await happens();
      // As in the service, it has a reader of its own, and tells of its own progress to somebody else.
      const own = over.ident ?? (await world.ident());
      between.push(
        await runDuringAudit({ ...setup, ident: own, onProgress: () => {} }, { firstLoad }),
      );
      if (own !== over.ident) await own.close();
      await after?.();
    },
  };
  try {
    return { deep: await runPass(setup, { mode: 'deep' }), between, times };
  } finally {
    if (over.ident === undefined) await ident.close();
  }
}
