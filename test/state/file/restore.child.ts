import { systemClock } from '../../../src/clock.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import type { StateKeySource } from '../../../src/state/file/state-key.ts';

/** Restores one backup after the other, where the state lives. */
const [folder = '', onServer = ''] = process.argv.slice(2);
const files = { file: `${folder}/state.db`, keyFile: `${folder}/state.key` };
const source: StateKeySource = onServer === '' ? files : { ...files, server: JSON.parse(onServer) };
for (let n = 1; ; n += 1) {
  const backup = `${folder}/${n % 2 === 0 ? 'even' : 'odd'}.db`;
  await restoreState(source, backup, { wait: true }, systemClock);
  await new Promise((resolve) => process.send?.(n, resolve));
}
