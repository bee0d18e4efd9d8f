import type { Clock } from '../../clock.ts';
import type { StateKeySource } from '../file/state-key.ts';
import { wholeInFile } from './whole-in-file.ts';
import type { WholeState } from './whole-state.ts';

/** What speaks with a server is loaded where there is one. */
export async function wholeStateOf(source: StateKeySource, clock: Clock): Promise<WholeState> {
  if (source.server === undefined) return wholeInFile(source, clock);
  const { wholeOnServer } = await import('../postgres/copy/whole-on-server.ts');
  return await wholeOnServer(source, source.server, clock);
}
