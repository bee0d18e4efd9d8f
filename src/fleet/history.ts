import { z } from 'zod';
import type { Instant } from '../amocrm/limiter/limiter-state.ts';
import { newHistory, type PassHistory } from '../service/schedule/next-passes.ts';
import { savedCircuit } from './circuits.ts';

const attempt = z.object({ begunAt: z.number(), failures: z.int().min(0) }).nullable();

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
  /** How many passes in a row the server of the fleet ended; an older build wrote none. */
  cutOff: z.int().optional().catch(undefined),
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
  more: Pick<SavedHistory, 'circuits' | 'silentMs' | 'cutOff'> = {},
): SavedHistory {
  const keep = (one: PassHistory['incremental']) =>
    one && {
      begunAt: Math.round(now.server - (now.monotonic - one.begun.monotonic)),
      failures: one.failures,
    };
  return {
    incremental: keep(incremental),
    deep: keep(deep),
    ...more,
  };
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
