import type { Clock } from '../clock.ts';

/** Awaits `work`; `look` is called every `everyMs` meanwhile, and never again once this has returned. */
export async function attended<T>(
  work: Promise<T>,
  {
    clock,
    everyMs,
    look,
  }: {
    readonly clock: Clock;
    readonly everyMs: number;
    readonly look: () => Promise<void>;
  },
): Promise<T> {
  const over = new AbortController();
  const watch = async () => {
    for (;;) {
      await clock.sleep(everyMs, over.signal).catch(() => undefined);
      if (over.signal.aborted) return;
      await look();
    }
  };
  const watching = watch();
  try {
    return await work;
  } finally {
    over.abort();
    await watching;
  }
}
