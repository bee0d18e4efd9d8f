import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { backupState } from '../../src/state/backup/backup.ts';
import { restoreState } from '../../src/state/backup/restore.ts';
import { moveState } from '../../src/state/move/move-state.ts';
import { openState } from '../../src/state/open-state.ts';
import { StateFolder } from './folder.ts';

const placeIn = (folder: StateFolder) => ({ file: folder.file, keyFile: folder.keyFile });

/** Takes the lock of a pass and gives it back, as whoever works on the state does. */
async function work(place: Parameters<typeof openState>[0]): Promise<void> {
  await using state = await openState(place, systemClock);
  (await state.passLock.acquire({ command: 'sync', wait: false })).release();
}

test("the place of a state is its first installation's: another one is refused by name, whatever it is told to do, and reads and writes nothing", async () => {
  await using folder = new StateFolder();
  await using elsewhere = new StateFolder();
  const place = placeIn(folder);
  const [alfa, beta] = ['alfa', 'beta'].map((owner) => ({ ...place, owner }));
  if (alfa === undefined || beta === undefined) return;
  // Looking at a state makes it nobody's.
  await (await openState(beta, systemClock)).close();
  expect(existsSync(`${place.file}.owner`)).toBe(false);
  await work(alfa);
  expect(statSync(`${place.file}.owner`).mode & 0o777).toBe(0o600);
  await work(alfa);
  const backup = join(folder.path, 'copy.db');
  await backupState(alfa, backup, systemClock);
  const before = readdirSync(folder.path).sort();
  const bytes = readFileSync(place.file);

  const target = { ...placeIn(elsewhere), owner: 'beta' };
  const attempts = {
    opens: () => openState(beta, systemClock),
    'makes a copy': () => backupState(beta, join(elsewhere.path, 'copy.db'), systemClock),
    restores: () => restoreState(beta, backup, { wait: false }, systemClock),
    'moves it away': () => moveState(beta, target, systemClock),
    'moves its own there': () => moveState(target, beta, systemClock),
  };
  for (const [what, attempt] of Object.entries(attempts)) {
    await expect(attempt(), what).rejects.toMatchObject({
      ...{ code: 'STATE_OF_ANOTHER', exit: 2 },
      message: expect.stringMatching(/«?“?alfa.*beta/),
    });
  }
  expect(readdirSync(folder.path).sort()).toEqual(before);
  expect(readFileSync(place.file)).toEqual(bytes);

  // What has no name asks for none, and the copy goes wherever it is taken.
  await work(place);
  await restoreState(target, backup, { wait: false }, systemClock);
  await work(target);
  expect(readFileSync(`${target.file}.owner`, 'utf8')).toBe('beta\n');
});

test('a signature that a power cut left empty is nobody’s, and is written by who works there next', async () => {
  await using folder = new StateFolder();
  const place = placeIn(folder);
  writeFileSync(`${place.file}.owner`, '');
  await work({ ...place, owner: 'alfa' });
  await expect(work({ ...place, owner: 'beta' })).rejects.toMatchObject({
    code: 'STATE_OF_ANOTHER',
  });
});
