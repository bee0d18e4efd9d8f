import { systemClock } from '../../src/clock.ts';
import { openState } from '../../src/state/open-state.ts';

// Takes the pass lock, says so, and keeps it until it is told to let go.
const [folder = '', command = '', server = 'null'] = process.argv.slice(2);
const onServer = JSON.parse(server);
const state = await openState(
  {
    ...{ file: `${folder}/state.db`, keyFile: `${folder}/state.key` },
    ...(onServer !== null && { server: onServer }),
  },
  systemClock,
);
const held = await state.passLock.acquire({
  command,
  wait: true,
  onWait: (holder) => process.send?.(`waits for ${holder?.command} ${holder?.pid}`),
});
process.send?.('holds');
process.once('message', async () => {
  held.release();
  await state.close();
  process.disconnect();
});
