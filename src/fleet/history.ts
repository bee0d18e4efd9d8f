import { z } from 'zod';
import type { Instant } from '../amocrm/limiter/limiter-state.ts';
import { exitCode } from '../app-error.ts';
import type { Circuit, Circuits } from '../clinic/source-pace.ts';
import type { SourceNumber } from '../contact/model/patient-key.ts';
import { IdentError } from '../ident/connection/errors.ts';
import { newHistory, type PassHistory } from '../service/schedule/next-passes.ts';

const attempt = z.object({ begunAt: z.number(), failures: z.int().min(0) }).nullable();

const text = z.object({ message: z.string(), hint: z.string() });
const savedCircuit = z.object({
  source: z.int(),
  failures: z.int().min(1),
  until: z.number(),
  /** Why, in the words in which it was told. */
  error: z.object({
    code: z.string(),
    exit: z.literal(Object.values(exitCode)),
    retryable: z.boolean(),
    ru: text,
    en: text,
  }),
});

/**
 * What passes have taught, for whichever machine makes the next one. Times are the server's, ms. What a later build writes
 * otherwise is as though it had not been taught: no clinic waits for a machine that can read it.
 */
const savedHistory = z.object({
  incremental: attempt.catch(null),
  deep: attempt.catch(null),
  /** Of several sources, those that passes do without for a while; an older build wrote none. */
  circuits: z.array(savedCircuit).optional().catch(undefined),
  /** How long nobody answered in the last good pass, at the longest; an older build wrote none. */
  silentMs: z.number().optional().catch(undefined),
});
export type SavedHistory = z.infer<typeof savedHistory>;

/** @returns null: nobody wrote any, or nothing of it can be read. */
export const readHistory = (written: unknown): SavedHistory | null =>
  savedHistory.nullable().catch(null).parse(written);

/** The same moment by this machine's clocks and by the server's. */
export interface Moment extends Instant {
  readonly server: number;
}

export function saved(
  { incremental, deep }: PassHistory,
  now: Moment,
  {
    circuits = new Map(),
    silentMs,
  }: { readonly circuits?: Circuits; readonly silentMs?: number | undefined } = {},
): SavedHistory {
  const keep = (one: PassHistory['incremental']) =>
    one && {
      begunAt: Math.round(now.server - (now.monotonic - one.begun.monotonic)),
      failures: one.failures,
    };
  return {
    incremental: keep(incremental),
    deep: keep(deep),
    circuits: [...circuits].map(([source, { failures, until, error }]) => ({
      source,
      failures,
      error: error.kind,
      until: Math.round(now.server + until - now.monotonic),
    })),
    silentMs,
  };
}

export function restoredCircuits(history: SavedHistory | null, now: Moment): Circuits {
  const circuits = history?.circuits ?? [];
  return new Map(
    circuits.map(({ source, failures, until, error }): [SourceNumber, Circuit] => [
      // It was one when it was saved.
      source as SourceNumber,
      { failures, error: new IdentError(error), until: now.monotonic + until - now.server },
    ]),
  );
}

/** Of a moment that has not come yet by the server's clock nobody waits for: it counts from now. */
export function restored(history: SavedHistory | null, now: Moment): PassHistory {
  const none = newHistory({ lastDeepAt: null, firstLoadDone: false });
  if (history === null) return none;
  const known = (one: SavedHistory['incremental']) => {
    if (one === null) return null;
    const ago = Math.max(now.server - one.begunAt, 0);
    const begun = { wall: now.wall - ago, monotonic: now.monotonic - ago };
    return { begun, failures: one.failures };
  };
  return { ...none, incremental: known(history.incremental), deep: known(history.deep) };
}
