import type { Instant, LimiterState } from '../../../src/amocrm/limiter/limiter-state.ts';
import {
  defaultPace,
  finishSlot,
  type SlotRight,
  takeSlot,
} from '../../../src/amocrm/limiter/limiter-step.ts';

export const at = (monotonic: number, wall = 1_000_000 + monotonic): Instant => ({
  monotonic,
  wall,
});

export const wish = { leadMs: 50 };

export const sent: SlotRight = { at: 1000, latest: 1000, probe: false, disturbed: false };

/** Books as a waiting caller does: asks, waits as told, asks again. */
export function bookFrom(
  state: LimiterState | null,
  from: number,
): readonly [LimiterState, SlotRight] {
  let now = from;
  for (;;) {
    const [next, result] = takeSlot(state, at(now), defaultPace, wish);
    state = next;
    if (result.kind === 'slot') return [next, result.slot];
    if (result.kind === 'blocked') throw new Error('blocked');
    now += Math.ceil(result.ms);
  }
}

export function throttled(
  state: LimiterState,
  now: number,
  slotAt: number,
  retryAfterMs: number | null,
) {
  const slot = { ...sent, at: slotAt };
  return finishSlot(state, at(now), slot, { kind: 'throttled', retryAfterMs, random: 0.5 });
}
