import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { wholeInFile } from '../../../src/state/backup/whole-in-file.ts';
import type { StateKeySource } from '../../../src/state/file/state-key.ts';
import { moveState } from '../../../src/state/move/move-state.ts';
import { openState } from '../../../src/state/open-state.ts';
import { lockFile, ProcessLock } from '../../../src/state/processes/process-lock.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { cutOnWriting } from '../../support/postgres/cut-on-writing.ts';
import { StateFolder } from '../folder.ts';
import { filled, TwoPlaces } from './two-places.ts';

describe('a move', () => {
  test.each([1, 2])(
    'onto a server and back brings every row along, and the numbers that follow (seed %i)',
    async (seed) => {
      await using places = await filled(seed);
      const before = await places.content('file');
      const { rows, keyFile } = await places.there();
      expect(rows).toMatchObject({ links: expect.any(Number), meta: expect.any(Number) });
      expect(await places.content('server')).toEqual(before);
      expect(readFileSync(keyFile ?? '', 'utf8')).toBe(readFileSync(places.folder.keyFile, 'utf8'));
      expect(statSync(keyFile ?? '').mode & 0o777).toBe(0o600);
      expect(await places.content('file')).toBe('STATE_MOVED');
      // The last of those that were numbered is gone from its table, and its number is not given again.
      const last = rows['runs'] ?? 0;
      {
        await using state = await openState(places.server, systemClock);
        expect(await state.runs.start('deep', 1)).toBe(last + 2);
      }
      const after = await places.content('server');
      await places.back();
      expect(await places.content('file')).toEqual(after);
      expect(await places.content('server')).toBe('STATE_MOVED');
      await using state = await openState(places.file, systemClock);
      expect(await state.runs.start('deep', 1)).toBe(last + 3);
    },
  );

  test.each(['service', 'pass'] as const)(
    'of a state in use is refused: somebody holds its %s lock',
    async (kind) => {
      await using places = await filled();
      const state = await places.folder.open();
      const lock = kind === 'pass' ? state.passLock : state.serviceLock;
      const held = await lock.acquire({ command: 'run', wait: false });
      await expect(places.there()).rejects.toMatchObject({
        code: 'STATE_LOCKED',
        message: expect.stringContaining(`run, pid ${process.pid}`),
      });
      held.release();
      expect(await places.content('file')).toMatchObject({ links: expect.any(Array) });
      await places.there();
      await expect(state.passLock.acquire({ command: 'sync', wait: true })).rejects.toMatchObject({
        code: 'STATE_MOVED',
      });
    },
  );

  test('goes nowhere where another state, another key or the state itself is', async () => {
    await using places = await filled();
    const before = await places.content('file');
    await expect(moveState(places.file, places.file, systemClock)).rejects.toMatchObject({
      code: 'STATE_PLACE_SAME',
    });
    mkdirSync(join(places.folder.path, 'server'));
    writeFileSync(places.server.keyFile, 'the key of another state\n', { mode: 0o600 });
    await expect(places.there()).rejects.toMatchObject({ code: 'STATE_PLACE_KEY' });
    await (await openState(places.server, systemClock)).close();
    await expect(places.there()).rejects.toMatchObject({ code: 'STATE_PLACE_TAKEN', exit: 2 });
    expect(readFileSync(places.server.keyFile, 'utf8')).toBe('the key of another state\n');
    expect(await places.content('file')).toEqual(before);
  });

  test('that is broken off while it arrives has moved nothing, and is simply begun anew', async () => {
    await using places = await filled();
    await (
      await openState({ ...places.server, key: 'the key of nobody yet' }, systemClock)
    ).close();
    const { schema } = places.schema.server;
    // As good as new: no key was chosen.
    await places.schema.sql(`delete from ${schema}.meta;
      create function ${schema}.fall() returns trigger language plpgsql as
        $$ begin raise exception 'a cut' using errcode = '57P01'; end $$;
      create trigger fall before insert on ${schema}.tokens execute function ${schema}.fall()`);
    const before = await places.content('file');
    await expect(places.there()).rejects.toMatchObject({ code: 'STATE_SERVER_UNREACHABLE' });
    expect(await places.schema.sql(`select * from ${schema}.links`)).toEqual([]);
    expect(await places.content('file')).toEqual(before);
    await places.schema.sql(`drop function ${schema}.fall() cascade`);
    await places.there();
    expect(await places.content('server')).toEqual(before);
  });

  test('that is broken off before the old state is marked leaves the old one in use, and the new one refused', async () => {
    await using places = await filled();
    const before = await places.content('file');
    places.ofFile(`create trigger cut before insert on meta when new.value like '%"left"%'
      begin select raise(abort, 'a cut'); end`);
    await expect(places.there()).rejects.toThrow();
    expect(await places.content('file')).toEqual(before);
    expect(await places.content('server')).toBe('STATE_ARRIVING');
    places.ofFile('drop trigger cut');
    await places.there();
    expect(await places.content('server')).toEqual(before);
  });

  test.each([
    ['before the old place is marked as finished', false],
    ['behind it', true],
  ])(
    'that is broken off at its very end, %s, is finished by the next one',
    async (_, isFinished) => {
      await using places = await filled();
      const before = await places.content('file');
      await places.there();
      const moved = { move: 'm', place: 'there', at: 1 };
      places.ofFile(`update meta set value = '${JSON.stringify({ ...moved, is: 'left', isFinished })}'
      where name = 'moved'`);
      await places.schema.sql(`insert into ${places.schema.server.schema}.meta
      values ('moved', '${JSON.stringify({ ...moved, is: 'arriving' })}')`);
      expect(await places.content('file')).toBe('STATE_MOVED');
      expect(await places.content('server')).toBe('STATE_ARRIVING');
      await expect(places.back()).rejects.toMatchObject({ code: 'STATE_ARRIVING' });
      await places.there();
      expect(await places.content('server')).toEqual(before);
      await expect(places.there()).rejects.toMatchObject({ code: 'STATE_MOVED' });
    },
  );

  test('marks a file whose version signs no lock yet', async () => {
    await using places = await filled();
    places.ofFile('alter table lock_holder drop column token');
    const mark = { is: 'left', move: 'm', place: 'there', at: 1 } as const;
    await wholeInFile(places.file, systemClock).setMoved(mark);
    expect(await places.mark()).toEqual(mark);
  });

  test('during which a command without a lock writes is taken back, and the state stays where it was', async () => {
    await using places = await filled();
    places.ofFile(`create trigger word after insert on meta when new.value like '%"left"%'
      begin insert into pauses values ('user', 1, null, 'cli'); end`);
    await expect(places.there()).rejects.toMatchObject({
      code: 'STATE_MOVE_DIFFERS',
      retryable: true,
      message: expect.stringContaining('pauses'),
    });
    expect(await places.content('file')).toMatchObject({
      pauses: expect.arrayContaining(['["user",1,null,"cli"]']),
    });
    expect(await places.content('server')).toBe('STATE_ARRIVING');
    places.ofFile('drop trigger word');
    await places.there();
    expect(await places.content('server')).toMatchObject({
      pauses: expect.arrayContaining(['["user",1,null,"cli"]']),
    });
  });

  test('whose session is ended while the new state is filled has lost its lock, and the old one stays in use', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const state = await folder.open();
    const server = await folder.onServer();
    if (server === null) throw new Error('it lives on a server');
    await using places = await TwoPlaces.make();
    await (
      await openState({ ...places.server, key: 'the key of nobody yet' }, systemClock)
    ).close();
    const { schema } = places.schema.server;
    await places.schema.sql(`delete from ${schema}.meta;
      ${cutOnWriting(`${schema}.meta`, server.schema)}`);
    const source = { file: folder.file, keyFile: folder.keyFile, server };
    await expect(moveState(source, places.server, systemClock)).rejects.toMatchObject({
      code: 'STATE_LOCK_LOST',
    });
    await places.schema.sql(`drop function ${schema}.fall() cascade`);
    // Whoever waited goes on, and what they write is in the state that is in use.
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    await state.transaction((tx) => tx.meta.set('contactsSeen', 7));
    held.release();
    expect(await state.meta.get('moved')).toBeUndefined();
  });

  test('of a state that fell back makes a comparison of everything due at the new place, too', async () => {
    await using places = await filled();
    await places.there();
    const clock = new VirtualClock();
    {
      await using state = await openState(places.server, clock);
      const held = await state.passLock.acquire({ command: 'sync', wait: false });
      await state.transaction((tx) => tx.meta.clear('deepDue'));
      held.release();
    }
    await places.schema.sql(
      `update ${places.schema.server.schema}.lineage set timeline = '000000FE'`,
    );
    const began = clock.now();
    await places.back(clock);
    expect(clock.now() - began).toBeGreaterThanOrEqual(76_000);
    clock.stop();
    await using state = await openState(places.file, systemClock);
    expect(await state.meta.get('deepDue')).toBe('state-fell-back');
  });

  test('writes over no state that arrives from another clinic', async () => {
    await using places = await filled();
    await (
      await openState({ ...places.server, key: 'the key of another clinic' }, systemClock)
    ).close();
    const mark = { is: 'arriving', move: 'theirs', place: 'elsewhere', at: 1 };
    await places.schema.sql(`insert into ${places.schema.server.schema}.meta
      values ('moved', '${JSON.stringify(mark)}')`);
    await expect(places.there()).rejects.toMatchObject({ code: 'STATE_PLACE_TAKEN' });
    expect(await places.mark()).toBeUndefined();
  });

  test.each(['is gone', 'is of another clinic'])(
    'that never got to its place, which %s, is begun anew or given up, and the state counts as restored',
    async (became) => {
      await using places = await filled();
      await places.there();
      const { schema } = places.schema.server;
      // As if the end of the move had not been written down.
      const left = (await places.mark()) as Record<string, unknown>;
      expect(left['isFinished']).toBe(true);
      const unfinished = JSON.stringify({ ...left, isFinished: false });
      places.ofFile(`update meta set value = '${unfinished}' where name = 'moved'`);
      await expect(places.there()).rejects.toMatchObject({
        code: 'STATE_MOVED',
        message: expect.stringContaining('it is now in'),
      });
      await expect(moveState(places.file, elsewhere(places), systemClock)).rejects.toMatchObject({
        code: 'STATE_MOVED',
        message: expect.stringContaining('nothing here says'),
      });
      if (became === 'is gone') {
        await places.schema.sql(`delete from ${schema}.meta`);
        await places.there();
        await using state = await openState(places.server, systemClock);
        expect(await state.meta.get('deepDue')).toBe('state-restored');
        return;
      }
      await places.schema.sql(
        `update ${schema}.meta set value = '"another one"' where name = 'keyCheck'`,
      );
      await expect(places.there()).rejects.toMatchObject({
        code: 'STATE_PLACE_TAKEN',
        message: expect.stringContaining('may be used again'),
      });
      await using state = await openState(places.file, systemClock);
      expect(await state.meta.get('deepDue')).toBe('state-restored');
    },
  );

  test('of a version that did not keep whether it ended leaves nothing to use again, though its place is empty by now: the state may have gone on from there', async () => {
    await using places = await filled();
    await places.there();
    const { isFinished, ...left } = (await places.mark()) as Record<string, unknown>;
    expect(isFinished).toBe(true);
    places.ofFile(`update meta set value = '${JSON.stringify(left)}' where name = 'moved'`);
    await moveState(places.server, elsewhere(places), systemClock);
    await places.schema.sql(`delete from ${places.schema.server.schema}.meta`);
    await expect(places.there()).rejects.toMatchObject({ code: 'STATE_MOVED' });
    expect(await places.content('file')).toBe('STATE_MOVED');
  });

  test('is told to whoever waited to refresh the tokens: they are not spent in the state that has left', async () => {
    await using places = await filled();
    const state = await places.folder.open();
    const lock = new ProcessLock(lockFile(places.folder.file, 'refresh'), systemClock);
    const held = lock.tryAcquire();
    let isSpent = false;
    const refreshed = state.tokens.exclusive(async () => {
      isSpent = true;
    });
    places.ofFile(`insert into meta values ('moved',
      '${JSON.stringify({ is: 'left', move: 'm', place: 'there', at: 1 })}')`);
    held?.release();
    await expect(refreshed).rejects.toMatchObject({ code: 'STATE_MOVED' });
    expect(isSpent).toBe(false);
  });
});

/** Another place for the state in the file. */
const elsewhere = ({ folder }: TwoPlaces): StateKeySource => ({
  file: join(folder.path, 'elsewhere', 'state.db'),
  keyFile: join(folder.path, 'elsewhere', 'state.key'),
});
