import { systemClock } from '../../../src/clock.ts';
import { openState, type State } from '../../../src/state/open-state.ts';
import type { StateServer } from '../../../src/state/postgres/server.ts';
import type { StateFolder } from '../folder.ts';

/** The state of a folder, on a server that is reached in another way, or that is another one. */
export async function opened(folder: StateFolder, over: Partial<StateServer>): Promise<State> {
  const server = await folder.onServer();
  if (server === null) throw new Error('the folder is one of a state on a server');
  const { file, keyFile } = folder;
  return await openState({ file, keyFile, server: { ...server, ...over } }, systemClock);
}
