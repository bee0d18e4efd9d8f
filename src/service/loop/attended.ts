import type { Clock } from '../../clock.ts';
import type { WakeSignal } from './wake-signal.ts';

interface Attendance {
  readonly clock: Clock;
  readonly wakeSignal: WakeSignal;
  readonly everyMs: number;
  readonly look: () => Promise<void>;
}

/**
 * Awaits `work`; `look` is called every so often meanwhile, and when it rings, and never again once this has returned.
 */
export async function attended<T>(
  work: Promise<T>,
  { clock, wakeSignal, everyMs, look }: Attendance,
): Promise<T> {
  let isOver = false;
  const watch = async () => {
    for (;;) {
      await wakeSignal.wait(clock, everyMs);
      if (isOver) return;
      await look();
    }
  };
  const watching = watch();
  try {
    return await work;
  } finally {
    isOver = true;
    wakeSignal.wake();
    await watching;
  }
}
