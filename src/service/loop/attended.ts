import { logFields } from '../../app-error.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import type { WakeSignal } from './wake-signal.ts';

interface Attendance {
  readonly clinic: Pick<Clinic, 'clock' | 'log'>;
  readonly wakeSignal: WakeSignal;
  readonly pollMs: number;
  /** Told that it goes on. */
  readonly onAlive: () => void;
}

/**
 * Awaits `work` without falling silent: who watches hears of us, and `look` sees what others want, every so often and when
 * somebody wakes us, and never again once this has returned.
 */
export async function attended<T>(
  { clinic, wakeSignal, pollMs, onAlive }: Attendance,
  work: Promise<T>,
  look: () => Promise<void>,
): Promise<T> {
  const { clock, log } = clinic;
  let isOver = false;
  const watch = async () => {
    for (;;) {
      await wakeSignal.wait(clock, pollMs);
      if (isOver) return;
      onAlive();
      await look().catch((error: unknown) => log.warn(logFields(error), 'looking round failed'));
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
