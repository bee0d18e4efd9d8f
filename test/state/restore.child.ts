import { systemClock } from '../../src/clock.ts';
import { restoreState } from '../../src/state/backup/restore.ts';

/** Restores one backup after the other. */
const folder = process.argv[2] ?? '';
const source = { file: `${folder}/state.db`, keyFile: `${folder}/state.key` };
for (let n = 1; ; n += 1) {
  const backup = `${folder}/${n % 2 === 0 ? 'even' : 'odd'}.db`;
  await restoreState(source, backup, { wait: true }, systemClock);
  await new Promise((resolve) => process.send?.(n, resolve));
}
