import { AppError } from '../app-error.ts';
import type { FieldKey } from '../contact/field-key.ts';
import type { Finding } from '../state/runs.ts';
import { assertOff, clearField } from './clear-field.ts';
import { GuardError } from './errors.ts';
import { openPass } from './open-pass.ts';
import type { SyncSetup } from './pass-context.ts';
import { PassCounts } from './pass-counts.ts';
import { PassRestart } from './pass-restart.ts';

export interface ClearResult {
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
  setup: SyncSetup,
  key: FieldKey,
  options: { readonly allowMassChange?: number } = {},
): Promise<ClearResult> {
  const { state, clock, amo } = setup;
  const { excluded } = setup.options;
  // A wrong call is no run.
  assertOff(key, excluded);
  const begun = clock.monotonic();
  const before = amo.counters.requests;
  const runId = await state.runs.start('clear', clock.now());
  const counts = new PassCounts();
  const findings: Finding[] = [];
  const finish = async (outcome: 'ok' | 'stopped' | 'failed', errorCode: string | null) => {
    await state.runs.addFindings(runId, findings);
    await state.runs.finish(runId, {
      mode: 'clear',
      endedAt: clock.now(),
      outcome,
      errorCode,
      counts: {
        ...counts.toJSON(),
        requests: amo.counters.requests - before,
        durationMs: Math.round(clock.monotonic() - begun),
      },
    });
  };
  const attempt = async () => {
    const pass = await openPass(
      { ...setup, options: { ...setup.options, excluded: without(excluded, key) } },
      {
        ...{ runId, counts, findings },
        mode: 'deep',
        probe: await setup.ident.probe(),
        onForeignContacts: 'go-on',
      },
    );
    return await clearField(pass, key, { ...options, excluded });
  };
  try {
    const done = await attempt().catch((error: unknown) => {
      // The account's fields moved since the state remembered them: now it does.
      if (error instanceof PassRestart) return attempt();
      throw error;
    });
    await finish('ok', null);
    return { runId, ...done };
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL';
    await finish(error instanceof GuardError ? 'stopped' : 'failed', code);
    throw error;
  }
}

const without = (excluded: ReadonlySet<FieldKey>, key: FieldKey): ReadonlySet<FieldKey> =>
  new Set([...excluded].filter((other) => other !== key));
