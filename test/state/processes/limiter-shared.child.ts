import { pino } from 'pino';
import { longLivedTokens } from '../../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import { systemClock } from '../../../src/clock.ts';
import { openState } from '../../../src/state/open-state.ts';

// Asks amoCRM for so many pages, as fast as it is allowed to, and tells when it asked.
const [folder = '', url = '', token = '', count = '0'] = process.argv.slice(2);
const state = await openState(
  { file: `${folder}/state.db`, keyFile: `${folder}/state.key` },
  systemClock,
);
const sentAt: number[] = [];
const amo = createAmoClient({
  baseUrl: url,
  tokens: longLivedTokens(token, systemClock),
  limiter: createLimiter({ store: state.slots, clock: systemClock }),
  clock: systemClock,
  log: pino({ level: 'silent' }),
  fetch: (input, init) => {
    sentAt.push(systemClock.monotonic());
    return fetch(input, init);
  },
});
await Promise.all(Array.from({ length: Number(count) }, () => amo.contacts({ limit: 1 })));
await state.close();
process.send?.(sentAt);
