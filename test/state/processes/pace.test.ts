import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { StateFolder } from '../folder.ts';

/** What a power cut or a disk may leave of the limiter's file. */
const damages: Readonly<Record<string, (file: string) => void>> = {
  garbage: (file) => writeFileSync(file, 'rubbish'.repeat(2_000)),
  'its first half': (file) => writeFileSync(file, readFileSync(file).subarray(0, 4_096)),
  'pages of zeros': (file) =>
    writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, 100), Buffer.alloc(8_092)])),
  'nothing in it': (file) => writeFileSync(file, ''),
  'nothing at all': (file) => rmSync(file),
  'a text that is no state': (file) => alter(file, `update limiter set state = '{"lastSlot":'`),
  'a state of something else': (file) => alter(file, `update limiter set state = '[1,2,3]'`),
  'no table': (file) => alter(file, 'drop table limiter'),
};

function alter(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}

/** A state that has been at work on an account, and is closed. */
async function atWork(folder: StateFolder, clock: VirtualClock): Promise<string> {
  const state = await folder.open({ clock });
  await state.meta.set('accountId', 7);
  await (await createLimiter({ store: state.slots, clock }).acquire()).finish({ kind: 'answered' });
  await folder.close();
  return `${folder.file}.pace`;
}

describe.each(Object.entries(damages))('a limiter’s file with %s', (_, damage) => {
  test('is made anew when the state is opened, and begins with a full window', async () => {
    await using folder = new StateFolder();
    const clock = new VirtualClock();
    const pace = await atWork(folder, clock);
    damage(pace);
    const state = await folder.open({ clock });
    const before = clock.elapsed;
    await createLimiter({ store: state.slots, clock }).acquire();
    expect(clock.elapsed - before).toBeGreaterThanOrEqual(1_000);
    expect(clock.elapsed - before).toBeLessThan(2_000);
    expect(statSync(pace).mode & 0o077).toBe(0);
  });

  test('keeps a quarter of an hour’s distance if the state tells of an open circuit', async () => {
    await using folder = new StateFolder();
    const clock = new VirtualClock();
    const pace = await atWork(folder, clock);
    const before = await folder.open({ clock });
    await before.pauses.set({
      ...{ reason: 'circuit', since: clock.now(), code: 'AMO_RATE_BLOCKED', actor: 'service' },
    });
    await folder.close();
    damage(pace);
    const state = await folder.open({ clock });
    const limiter = createLimiter({ store: state.slots, clock });
    await expect(limiter.acquire()).rejects.toMatchObject({
      code: 'AMO_RATE_BLOCKED',
      until: clock.now() + 900_000,
    });
  });
});

describe('a limiter’s file that is damaged under two processes', () => {
  test.each(['garbage', 'no table', 'nothing at all'])(
    'with %s left is made anew once: they go on with one pace',
    async (damage) => {
      await using folder = new StateFolder();
      const clock = new VirtualClock();
      const pace = await atWork(folder, clock);
      const one = await folder.open({ clock });
      const other = await folder.open({ clock });
      damages[damage]?.(pace);
      const sent: number[] = [];
      const limiters = [one, other].map(({ slots }) => createLimiter({ store: slots, clock }));
      await Promise.all(
        [...limiters, ...limiters, ...limiters].map(async (limiter) => {
          const slot = await limiter.acquire();
          sent.push(clock.elapsed);
          await slot.finish({ kind: 'answered' });
        }),
      );
      const gaps = sent
        .toSorted((a, b) => a - b)
        .map((at, index, all) => at - (all[index - 1] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(149);
    },
  );
});

const noWords = { message: '', hint: '' };

test('a blocked pass that ended a minute ago tells of an open circuit as well', async () => {
  await using folder = new StateFolder();
  const clock = new VirtualClock();
  const pace = await atWork(folder, clock);
  const before = await folder.open({ clock });
  const run = await before.runs.start('incremental', clock.now());
  await before.runs.finish(run, {
    ...{ mode: 'incremental', outcome: 'failed', counts: {}, endedAt: clock.now() },
    failure: { errorCode: 'AMO_RATE_BLOCKED', reason: { ru: noWords, en: noWords } },
  });
  await folder.close();
  rmSync(pace);
  const state = await folder.open({ clock });
  const limiter = createLimiter({ store: state.slots, clock });
  await expect(limiter.acquire()).rejects.toMatchObject({ code: 'AMO_RATE_BLOCKED' });
  await clock.sleep(16 * 60_000);
  await limiter.acquire();
});
