import { z } from 'zod';
import { systemClock } from '../../../src/clock.ts';
import { openState } from '../../../src/state/open-state.ts';
import type { StateServer } from '../../../src/state/postgres/server.ts';

// Takes the pass lock, says so, and keeps it until it is told to let go; then it is there for the next one.
const order = z.object({
  folder: z.string(),
  command: z.string(),
  // As the folder tells it.
  server: z.custom<StateServer | null>(),
});
let letGo: (() => Promise<void>) | null = null;

async function take({ folder, command, server }: z.infer<typeof order>): Promise<void> {
  const state = await openState(
    {
      ...{ file: `${folder}/state.db`, keyFile: `${folder}/state.key` },
      ...(server !== null && { server }),
    },
    systemClock,
  );
  const held = await state.passLock.acquire({
    command,
    wait: true,
    onWait: (holder) => process.send?.(`waits for ${holder?.command} ${holder?.pid}`),
  });
  letGo = async () => {
    held.release();
    await state.close();
  };
  process.send?.('holds');
}

process.on('message', async (message) => {
  if (message !== 'let go') return await take(order.parse(message));
  await letGo?.();
  process.send?.('has let go');
});
const [folder, command = ''] = process.argv.slice(2);
if (folder !== undefined) await take({ folder, command, server: null });
