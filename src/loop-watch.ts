/** How often a process looks whether it keeps up, … */
const beatMs = 5;
/** … and how often where the system's timers are coarse, as on Windows. */
const coarseBeatMs = 16;
/** Beats that may have passed since something came in, and it still counts as heard at once. */
const calmBeats = 2;

/** Tells how long something that came in may have waited for this process to get round to it. */
export interface LoopWatch extends Disposable {
  /** At most that many milliseconds, asked where something is heard; 0: none to speak of. */
  waitedMs(): number;
}

/**
 * Watches the event loop. Between a timer and an immediate that it sets the loop asks the system what has come in; so
 * what is handed over later than that came in behind the timer.
 *
 * @param monotonic milliseconds.
 */
export function watchLoop(monotonic: () => number): LoopWatch {
  let beatAt = monotonic();
  let allHeardUpTo = beatAt;
  let shortest: number = coarseBeatMs;
  const timer = setInterval(() => {
    const now = monotonic();
    shortest = Math.min(shortest, now - beatAt);
    beatAt = now;
    setImmediate(() => {
      allHeardUpTo = now;
    });
  }, beatMs);
  timer.unref();
  return {
    waitedMs: () => {
      const ms = monotonic() - allHeardUpTo;
      return ms <= calmBeats * Math.max(beatMs, shortest) ? 0 : ms;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
