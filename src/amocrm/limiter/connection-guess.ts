import type { Clock } from '../../clock.ts';

/** Connections are kept for 4 s of idleness by fetch, and may be closed sooner by the server. */
const warmForMs = 2_500;

/** Whether the process has an idle connection left, as far as requests and answers tell. Errs on the cold side. */
interface ConnectionGuess {
  isWarm(): boolean;
  /** A request goes out, over an idle connection if there is one. */
  take(): void;
  /** A request was answered: its connection is free. */
  give(): void;
}

export function connectionGuess(clock: Pick<Clock, 'monotonic'>): ConnectionGuess {
  /** When the idle ones became so, the latest last. */
  let idleSince: number[] = [];
  const isWarm = (): boolean => {
    idleSince = idleSince.filter((since) => clock.monotonic() - since <= warmForMs);
    return idleSince.length > 0;
  };
  return {
    isWarm,
    take: () => {
      if (isWarm()) idleSince.pop();
    },
    give: () => {
      idleSince.push(clock.monotonic());
    },
  };
}
