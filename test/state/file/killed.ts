import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Runs a child of this folder until it is killed, `ms` after it has said that it works. */
export async function killed(
  child: string,
  folder: string,
  ms: number,
  ...words: readonly string[]
): Promise<{ readonly said: readonly number[] }> {
  const process = fork(join(import.meta.dirname, child), [folder, ...words], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const said: number[] = [];
  process.on('message', (word) => said.push(Number(word)));
  const ended = once(process, 'exit');
  await Promise.race([once(process, 'message'), ended]);
  await Promise.race([delay(ms), ended]);
  process.kill('SIGKILL');
  await ended;
  return { said };
}
