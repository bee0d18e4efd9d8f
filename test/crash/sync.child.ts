import { pino } from 'pino';
import { z } from 'zod';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { AppError } from '../../src/app-error.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import type { StateKeySource } from '../../src/state/file/state-key.ts';
import type { SyncSetup } from '../../src/sync/pass/pass-context.ts';
import { runDuringAudit } from '../../src/sync/pass/run-during-audit.ts';
import { runPass } from '../../src/sync/pass/run-pass.ts';
import { scaledClock } from '../support/clock/scaled-clock.ts';
import { openAt } from '../support/state/state-place.ts';
import { rulesOfVisits } from '../sync/visits/visits-world.ts';

/** A real sync in a process of its own, to be killed at any moment; time runs faster for it. */
const task = z
  .object({
    // As the world wrote it.
    state: z.custom<StateKeySource>(),
    ident: z.string(),
    url: z.string(),
    token: z.string(),
    factor: z.number(),
    mode: z.enum(['auto', 'deep']),
    hasVisits: z.boolean(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const clock = scaledClock(task.factor);
const log = pino({ level: 'silent' });
const state = await openAt(task.state, clock);
const amo = createAmoClient({
  baseUrl: task.url,
  tokens: longLivedTokens(task.token, clock),
  limiter: createLimiter({ store: state.slots, clock }),
  clock,
  log,
});
const ident = await createIdent({
  database: { client: 'sqlite', file: task.ident },
  profile: await loadProfile('sample'),
  excluded: new Set(),
  clock,
  log,
});
const lock = await state.passLock.acquire({ command: 'sync', wait: true });
process.send?.('working');
const allowMassChange = 10_000;
const setup: SyncSetup = {
  ...{ ident, amo, state, clock, log },
  options: {
    ...{ timeZone: 'Europe/Moscow', batchSize: 10, excluded: new Set(), tags: ['IDENT'] },
    ...(task.hasVisits && { visits: { ...rulesOfVisits, perHour: 1000 } }),
  },
  // One is due at every page.
  betweenPages: async (firstLoad) => {
    await runDuringAudit(setup, { allowMassChange, firstLoad });
  },
};
try {
  await runPass(setup, { mode: task.mode, allowMassChange });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.exitCode = error.exit;
} finally {
  lock.release();
  await ident.close();
  await state.close();
}
process.disconnect?.();
