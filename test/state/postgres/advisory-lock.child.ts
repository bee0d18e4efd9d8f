import { systemClock } from '../../../src/clock.ts';
import { StateError } from '../../../src/state/file/errors.ts';
import { AdvisoryLock } from '../../../src/state/postgres/locks/advisory-lock.ts';

// Takes a lock, says so, and tells on request whether it still has it.
const [server = '', key = '', patience = ''] = process.argv.slice(2);
const lock = new AdvisoryLock(JSON.parse(server), JSON.parse(key), systemClock, {
  patience: JSON.parse(patience),
});
await lock.acquire();
process.on('message', async () => {
  const word = await lock.proveHeld().then(
    () => 'has it',
    (error: unknown) => (error instanceof StateError ? error.code : String(error)),
  );
  process.send?.(word);
});
process.send?.('holds');
