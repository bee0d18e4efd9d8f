import type { TokenPair, TokenStore } from '../../../src/amocrm/auth/token-store.ts';

/** A token store for several clients, as if each were a process; `saves` is the history. */
export interface MemoryTokenStore extends TokenStore {
  readonly saves: readonly TokenPair[];
  /** The next save fails. */
  failNextSave(): void;
}

export function memoryTokenStore(first: TokenPair | null): MemoryTokenStore {
  const saves: TokenPair[] = [];
  let pair = first;
  let failing = false;
  let line: Promise<unknown> = Promise.resolve();
  return {
    saves,
    failNextSave: () => {
      failing = true;
    },
    load: async () => pair,
    save: async (next) => {
      if (failing) {
        failing = false;
        throw new Error('disk full');
      }
      pair = next;
      saves.push(next);
    },
    exclusive: (work) => {
      const turn = line.then(work, work);
      line = turn.catch(() => {});
      return turn;
    },
  };
}
