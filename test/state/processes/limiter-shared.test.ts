import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { StateFolder } from '../folder.ts';

test('two processes on one state keep the limit of the account together', async () => {
  await using folder = new StateFolder();
  await folder.open();
  await folder.close();
  const sandbox = await startSandbox({ rate: null });
  try {
    const script = join(import.meta.dirname, 'limiter-shared.child.ts');
    const token = sandbox.oauth.longLivedToken();
    const children = [1, 2].map(() => fork(script, [folder.path, sandbox.url, token, '9']));
    const told = await Promise.all(children.map((child) => once(child, 'message')));
    const sentAt = told.flatMap(([times]) => z.array(z.number()).parse(times));
    expect(sentAt).toHaveLength(18);
    expect(sandbox.log.requests).toHaveLength(18);
    expect(mostWithin(850, sentAt)).toBeLessThanOrEqual(7);
  } finally {
    await sandbox.close();
  }
});

/**
 * The most in any window of so many milliseconds: somewhat shorter than amoCRM's second, and counted where requests are
 * handed over, because how long a busy machine takes for the rest of their way is not the limiter's.
 */
function mostWithin(periodMs: number, moments: readonly number[]): number {
  return Math.max(
    ...moments.map((end) => moments.filter((at) => at > end - periodMs && at <= end).length),
  );
}
