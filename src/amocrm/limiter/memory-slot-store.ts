import type { LimiterState, SlotStore } from './limiter-state.ts';

/** For one process that is alone with its account: tests, one-off calls. */
export function memorySlotStore(): SlotStore {
  let state: LimiterState | null = null;
  return {
    transact: async (step) => {
      const [next, result] = step(state);
      state = next;
      return result;
    },
  };
}
