import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { answerQuestions } from './answer.ts';
import type { SandboxAddress } from './sandbox.child.ts';

/** So many accounts of amoCRM, each at an address of its own, whose answers take so long. */
export interface AccountsQuestion {
  readonly ask: 'start';
  readonly count: number;
  readonly latencyMs: number;
}

const firstAccount = 31_000_000;
const sandboxes: Sandbox[] = [];

answerQuestions<AccountsQuestion>(async ({ count, latencyMs }) => {
  const addresses: SandboxAddress[] = [];
  for (let at = 0; at < count; at += 1) {
    const sandbox = await startSandbox({ accountId: firstAccount + at, latencyMs, rate: null });
    sandboxes.push(sandbox);
    addresses.push({ url: sandbox.url, token: sandbox.oauth.longLivedToken() });
  }
  return addresses;
});

process.once('disconnect', async () => {
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  process.exit();
});
