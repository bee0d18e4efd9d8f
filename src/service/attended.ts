import type { Clock } from '../clock.ts';
import type { Doorbell } from './doorbell.ts';

interface Attendance {
  readonly clock: Clock;
  readonly doorbell: Doorbell;
  readonly everyMs: number;
  readonly look: () => Promise<void>;
}

/**
 * Awaits `work`; `look` is called every so often meanwhile, and when it rings, and never again once this has returned.
 */
export async function attended<T>(
  work: Promise<T>,
  { clock, doorbell, everyMs, look }: Attendance,
): Promise<T> {
  let isOver = false;
  const watch = async () => {
    for (;;) {
      await doorbell.wait(clock, everyMs);
      if (isOver) return;
      await look();
    }
  };
  const watching = watch();
  try {
    return await work;
  } finally {
    isOver = true;
    doorbell.ring();
    await watching;
  }
}
