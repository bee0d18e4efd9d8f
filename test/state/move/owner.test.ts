import { randomBytes } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import { acceptPlace } from '../../../src/state/move/accept-place.ts';
import { moveState } from '../../../src/state/move/move-state.ts';
import { openState } from '../../../src/state/open-state.ts';
import { lockFile, ProcessLock } from '../../../src/state/processes/process-lock.ts';
import { StateFolder } from '../folder.ts';

const otherKey = randomBytes(32).toString('base64url');

type Place = ReturnType<typeof placeIn>;

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

const never = async () => expect.unreachable('there is nothing to note it in');

test.each([
  ['damaged', 'STATE_UNREADABLE', (place) => writeFileSync(place.file, 'garbage'.repeat(1_000))],
  ['emptied of half', 'STATE_UNREADABLE', ({ file }) => truncateSync(file, 5_000)],
  ['without its key', 'STATE_KEY_MISSING', ({ keyFile }) => rmSync(keyFile)],
  ['with the key of another', 'STATE_KEY_WRONG', (place) => writeFileSync(place.keyFile, otherKey)],
] satisfies [string, string, (place: Place) => void][])(
  'the place of a state that is %s is accepted with its reason, but not while somebody works there, and then restored',
  async (_, code, spoil) => {
    await using folder = new StateFolder();
    const place = placeIn(folder);
    const [alfa, beta] = [
      { ...place, owner: 'alfa' },
      { ...place, owner: 'beta' },
    ];
    await work(alfa);
    const backup = join(folder.path, 'copy.db');
    await backupState(alfa, backup, systemClock);
    spoil(place);
    const accept = () => acceptPlace(beta, { clock: systemClock, note: never });
    const restore = () => restoreState(beta, backup, { wait: false }, systemClock);
    await expect(restore()).rejects.toMatchObject({ code: 'STATE_OF_ANOTHER' });
    const service = new ProcessLock(lockFile(place.file, 'service'), systemClock).tryAcquire();
    await expect(accept()).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    await expect(restore()).rejects.toMatchObject({ code: 'STATE_OF_ANOTHER' });
    service?.release();
    expect(await accept()).toMatchObject({ code });
    await restore();
    await work(beta);
  },
);

test('an empty place is accepted by a signature alone, and a sound state that must not be opened is not accepted', async () => {
  await using folder = new StateFolder();
  await using elsewhere = new StateFolder();
  const [alfa, beta] = ['alfa', 'beta'].map((owner) => ({ ...placeIn(folder), owner }));
  if (alfa === undefined || beta === undefined) return;
  writeFileSync(`${alfa.file}.owner`, 'beta\n');
  expect(await acceptPlace(alfa, { clock: systemClock, note: never })).toBeNull();
  expect(readdirSync(folder.path)).toEqual(['state.db.owner']);
  await work(alfa);
  await moveState(alfa, { ...placeIn(elsewhere), owner: 'alfa' }, systemClock);
  await expect(acceptPlace(beta, { clock: systemClock, note: never })).rejects.toMatchObject({
    code: 'STATE_MOVED',
  });
  expect(readFileSync(`${alfa.file}.owner`, 'utf8')).toBe('alfa\n');
});

test('who works on a state on a server signs beside it, also where no folder was made yet', async () => {
  await using folder = new StateFolder('PostgreSQL');
  const server = await folder.onServer();
  if (server === null) return;
  const place = { file: join(folder.path, 'data', 'state.db'), keyFile: folder.keyFile, server };
  const alfa = { ...place, key: otherKey, owner: 'alfa' };
  {
    // A service is the first: what a pass writes beside the state would make the folder.
    await using state = await openState(alfa, systemClock);
    (await state.serviceLock.acquire({ command: 'run', wait: false })).release();
  }
  expect(readFileSync(`${alfa.file}.owner`, 'utf8')).toBe('alfa\n');
  // The same circle on a server: the state has lost its key.
  const backup = join(folder.path, 'copy.db');
  await backupState(alfa, backup, systemClock);
  const beta = { ...place, owner: 'beta' };
  expect(await acceptPlace(beta, { clock: systemClock, note: never })).toMatchObject({
    code: 'STATE_KEY_MISSING',
  });
  await restoreState(beta, backup, { wait: false }, systemClock);
  await work(beta);
});
