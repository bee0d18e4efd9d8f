import { AppError } from '../../../app-error.ts';
import type { Clock } from '../../../clock.ts';
import type { StateServer } from '../../../state/postgres/server.ts';
import { addressOf } from '../../../state/postgres/server.ts';
import { type Diagnosis, ok } from '../../diagnosis.ts';
import { failed } from '../failure.ts';

/** Whether the pages can read by the address that is given for it; one that does not answer now keeps no page from being shown. */
export async function judgeReads(
  { server, reads }: { readonly server: StateServer; readonly reads: StateServer },
  clock: Clock,
): Promise<Diagnosis> {
  const { ReadPool } = await import('../../../state/postgres/reads/read-pool.ts');
  try {
    await ReadPool.prove(server, { reads, clock });
  } catch (error) {
    const found = failed('server', error);
    const isPassing = error instanceof AppError && error.retryable;
    return isPassing ? { ...found, verdict: 'warning' } : found;
  }
  const address = addressOf(reads);
  return ok('server', {
    ru: `страницы читают по STATE_READ_URL (${address}), это тот же сервер`,
    en: `pages read by STATE_READ_URL (${address}), which is the same server`,
  });
}
