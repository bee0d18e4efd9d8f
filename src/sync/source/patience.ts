import type { Clock } from '../../clock.ts';

interface Patience {
  readonly clock: Clock;
  /** How long the others are waited for once the first has answered. */
  readonly ms: number;
  /** Of which the end is waited for all the same, by place. */
  readonly isAwaited: (at: number) => boolean;
}

type InTime<R> = PromiseSettledResult<R> | { readonly status: 'late' };

/**
 * As `Promise.allSettled`, but none is waited for for long once the first has answered: what hangs must not keep the others.
 */
export async function answersInTime<R>(
  promises: readonly Promise<R>[],
  { clock, ms, isAwaited }: Patience,
): Promise<readonly InTime<R>[]> {
  const results = promises.map((): InTime<R> => ({ status: 'late' }));
  const all = Promise.all(
    promises.map(async (promise, at) => {
      const [result] = await Promise.allSettled([promise]);
      results[at] = result;
    }),
  );
  const done = new AbortController();
  const first = Promise.any(promises);
  const awaited = all.then(() => undefined);
  const late = first.then(
    async () => {
      await clock.sleep(ms, done.signal).catch(() => undefined);
      await Promise.allSettled(promises.filter((_, at) => isAwaited(at)));
    },
    // Where none answers, nobody is kept.
    () => awaited,
  );
  await Promise.race([awaited, late]);
  done.abort();
  return [...results];
}
