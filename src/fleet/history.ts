import { z } from 'zod';
import type { Instant } from '../amocrm/limiter/limiter-state.ts';
import { newHistory, type PassHistory } from '../service/schedule/next-passes.ts';

const attempt = z.object({ begunAt: z.number(), failures: z.int().min(0) }).nullable();

/** What passes have taught, for whichever machine makes the next one. Times are the server's, ms. */
export const savedHistory = z.object({ incremental: attempt, deep: attempt });
export type SavedHistory = z.infer<typeof savedHistory>;

/** The same moment by this machine's clocks and by the server's. */
export interface Moment extends Instant {
  readonly server: number;
}

export function saved({ incremental, deep }: PassHistory, now: Moment): SavedHistory {
  const keep = (one: PassHistory['incremental']) =>
    one && {
      begunAt: Math.round(now.server - (now.monotonic - one.begun.monotonic)),
      failures: one.failures,
    };
  return { incremental: keep(incremental), deep: keep(deep) };
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
