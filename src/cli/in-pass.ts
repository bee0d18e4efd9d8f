import { passTokenMs } from '../amocrm/access-tokens.ts';
import type { SyncSetup } from '../sync/pass/pass-context.ts';
import type { RunOptions } from '../sync/pass/run-pass.ts';
import type { CliContext, Settings } from './context.ts';
import type { LockWish } from './pass-lock.ts';
import type { syncParts } from './runtime.ts';

/** `mode`: of the pass, which is part of the history although it could not begin; absent: it is none. */
export interface PassWish extends LockWish {
  readonly mode?: RunOptions['mode'];
}

export interface PassTools {
  readonly settings: Settings<(typeof syncParts)[number]>;
  readonly setup: SyncSetup;
}

/**
 * Runs `work` with everything that a pass needs: settings, state, lock, database, amoCRM with a token that lasts, and
 * progress on stderr. All of it is given back before this returns, so the caller may show the outcome at leisure.
 */
export async function inPass<T>(
  context: CliContext,
  lock: PassWish,
  work: (tools: PassTools) => Promise<T>,
): Promise<T> {
  const { syncOptions, syncParts, useAmo, useIdent, useState } = await import('./runtime.ts');
  const { holdPassLock } = await import('./pass-lock.ts');
  const { createPassProgress } = await import('./pass-progress.ts');
  const { recordUnbegun } = await import('../sync/run/unbegun.ts');
  const settings = await context.settings(...syncParts);
  const { config, log } = settings;
  const { clock, signal } = context;
  await using resources = new AsyncDisposableStack();
  const state = await useState(resources, context, settings);
  await holdPassLock(resources, context, { state, timeZone: config.timeZone }, lock);
  const progress = resources.use(createPassProgress(context));
  const startedAt = clock.now();
  const open = async () => {
    const ident = await useIdent(resources, context, settings);
    const { client, tokens } = await useAmo(resources, context, settings, {
      state,
      onEvent: progress.onEvent,
    });
    await tokens.prepare(passTokenMs);
    return { ident, client };
  };
  const { ident, client } = await open().catch(async (error: unknown) => {
    const { mode } = lock;
    if (mode !== undefined && !signal.aborted) {
      await recordUnbegun({ state, clock, log }, { mode, startedAt, error });
    }
    throw error;
  });
  return await work({
    settings,
    setup: {
      ...{ ident, amo: client, state, clock, log, signal },
      options: syncOptions(settings),
      onProgress: progress.onProgress,
    },
  });
}
