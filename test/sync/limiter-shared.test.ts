import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { StateFolder } from '../state/folder.ts';

test('two processes on one state keep the limit of the account together', async () => {
  await using folder = new StateFolder();
  await folder.open();
  await folder.close();
  // A somewhat shorter second than amoCRM's: how long this machine takes to hand a request over is not the limiter's.
  const sandbox = await startSandbox({ rate: { limit: 7, periodMs: 850 } });
  try {
    const script = join(import.meta.dirname, 'limiter-shared.child.ts');
    const token = sandbox.oauth.longLivedToken();
    const children = [1, 2].map(() => fork(script, [folder.path, sandbox.url, token, '9']));
    const told = await Promise.all(children.map((child) => once(child, 'message')));
    for (const [counters] of told) expect(counters).toMatchObject({ requests: 9, throttled: 0 });
    expect(sandbox.log.requests).toHaveLength(18);
    expect(sandbox.limiter.peak).toBeLessThanOrEqual(7);
  } finally {
    await sandbox.close();
  }
});
