import { renameSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clinic } from '../../src/clinic/clinic.ts';
import { IdentSource } from '../../src/clinic/ident-source.ts';
import { keysOf, type PatientId, type SourceNumber } from '../../src/contact/model/patient-key.ts';
import { type PassEnd, runOnePass, runPassBetween } from '../../src/service/loop/pass-runner.ts';
import { type FirstLoad, passesBetween } from '../../src/sync/pass/first-load.ts';
import { runPass } from '../../src/sync/pass/run-pass.ts';
import { startTdsServer } from '../support/sql-server/tds-server.ts';
import { TwoSources } from '../support/two-sources.ts';

const second = 2 as SourceNumber;

/** A pass of the service, and how long it took by the clock of the test. */
async function pass(clinic: Clinic, kind: 'incremental' | 'deep' = 'incremental') {
  const before = clinic.clock.monotonic();
  const { outcome } = await runOnePass(clinic, {
    ...{ kind, allowed: null, withheld: new Set<SourceNumber>(), signal: clinic.signal },
    ...{ onProgress: () => undefined, betweenPages: async () => undefined },
    othersWait: () => false,
  });
  if (outcome.kind !== 'done') throw outcome.kind === 'failed' ? outcome.error : outcome;
  return { ...outcome.result, tookMs: clinic.clock.monotonic() - before };
}

/** Both are loaded; then the second is what `exchange` makes of it. */
async function loaded() {
  const two = await TwoSources.open();
  onTestFinished(() => two[Symbol.asyncDispose]());
  await two.sync();
  return two;
}

describe('a source that hangs', () => {
  it('keeps the others for half a minute once, and no pass after that: it is tried beside them', async () => {
    const two = await loaded();
    const { world } = two;
    const server = await startTdsServer({ answer: () => 'silence' });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const signal = new AbortController();
    const [first, other] = two.sources;
    if (first === undefined || other === undefined) throw new Error('there are two');
    const hanging = new IdentSource({
      ...{ clock: world.clock, log: world.log, stateFile: world.stateFile, profile: 'ident' },
      ...{ excluded: world.options.excluded, signal: signal.signal },
      database: {
        ...{ client: 'mssql', host: '127.0.0.1', port: server.port, database: 'PZ' },
        ...{ user: 'reader', password: 'secret', encrypt: false },
      },
    });
    const clinic = world.clinic({
      sources: [first, { ...other, ident: hanging }],
      signal: signal.signal,
    });
    two.rename(3, 'Первая', 1);
    const one = await pass(clinic);
    expect(one).toMatchObject({ counts: { updated: 1 }, findingCounts: { 'source-away': 1 } });
    expect(one.tookMs).toBeLessThan(31_000);
    const asked = server.statements.length;
    two.rename(3, 'Вторая', 1);
    const next = await pass(clinic);
    expect(next).toMatchObject({ counts: { updated: 1 } });
    expect(next.tookMs).toBeLessThan(1_000);
    expect(server.statements).toHaveLength(asked);
    await world.clock.sleep(31_000);
    two.rename(3, 'Третья', 1);
    // Now somebody asks it, and nobody waits for that.
    expect((await pass(clinic)).tookMs).toBeLessThan(1_000);
    expect(two.contactOf('3').name).toContain('Третья');
    expect(two.contactOf('2:3').name).not.toBe('');
    expect([...(await world.state.meta.ofSources('sourceAway'))]).toMatchObject([
      [2, { code: 'IDENT_TIMEOUT' }],
    ]);
    signal.abort();
    await clinic.pace[Symbol.asyncDispose]();
  });
});

describe('a source that failed', () => {
  it('is left out at once until it answers beside the passes, and then goes on', async () => {
    const two = await loaded();
    const { world } = two;
    const clinic = world.clinic({ sources: two.sources });
    const [, file] = two.files;
    renameSync(file, `${file}.away`);
    expect(await pass(clinic)).toMatchObject({ findingCounts: { 'source-away': 1 } });
    renameSync(`${file}.away`, file);
    two.rename(3, 'Вернувшаяся');
    // It is there again, and nobody has tried it yet.
    expect(await pass(clinic)).toMatchObject({ counts: { updated: 0 } });
    await world.clock.sleep(31_000);
    await pass(clinic);
    await clinic.pace[Symbol.asyncDispose]();
    expect(await pass(clinic)).toMatchObject({ mode: 'incremental', counts: { updated: 1 } });
    expect(two.contactOf('2:3').name).toContain('Вернувшаяся');
    expect((await world.state.meta.ofSources('sourceAway')).size).toBe(0);
  });

  it('is tried all the same where no other one is left', async () => {
    const two = await loaded();
    const clinic = two.world.clinic({ sources: two.sources });
    for (const file of two.files) renameSync(file, `${file}.away`);
    await expect(pass(clinic)).rejects.toThrow();
    for (const file of two.files) renameSync(`${file}.away`, file);
    two.rename(3, 'Сразу');
    expect(await pass(clinic)).toMatchObject({ counts: { updated: 1 } });
  });
});

describe('a source that was asked for long', () => {
  it('rests for twenty times as long, over a restart too, while the other goes on and nothing is said to be wrong', async () => {
    const two = await loaded();
    const { world } = two;
    const clinic = world.clinic({ sources: two.sources });
    await clinic.pace.learn('incremental', [{ number: second, queryMs: 15_000, error: null }]);
    two.rename(3, 'Первая', 1);
    two.rename(3, 'Отдыхающая', 2);
    expect(await pass(clinic)).toMatchObject({ counts: { updated: 1 }, findings: [] });
    expect((await world.state.meta.ofSources('sourceAway')).size).toBe(0);
    const restarted = world.clinic({ sources: two.sources });
    await world.clock.sleep(290_000);
    expect(await pass(restarted)).toMatchObject({ counts: { updated: 0 } });
    await world.clock.sleep(11_000);
    expect(await pass(restarted)).toMatchObject({ mode: 'incremental', counts: { updated: 1 } });
    expect(two.contactOf('2:3').name).toContain('Отдыхающая');
  });

  it('is read by a deep pass, which gives it its peace while it goes on', async () => {
    const two = await loaded();
    const clinic = two.world.clinic({ sources: two.sources });
    await clinic.pace.learn('incremental', [{ number: second, queryMs: 15_000, error: null }]);
    two.rename(3, 'Сверенная', 2);
    expect(await pass(clinic, 'deep')).toMatchObject({ mode: 'deep', counts: { updated: 1 } });
  });

  it('whose contact a person changed is heard of again when it rests no more', async () => {
    const two = await TwoSources.open({ sync: { eventsMs: 0 } });
    onTestFinished(() => two[Symbol.asyncDispose]());
    const { world } = two;
    await two.sync();
    await two.sync();
    const clinic = world.clinic({ sources: two.sources });
    await clinic.pace.learn('incremental', [{ number: second, queryMs: 15_000, error: null }]);
    await world.clock.sleep(120_000);
    world.sandbox.crm.edit(two.contactOf('2:3').id, { fields: { Город: 'Рига' } });
    await pass(clinic);
    expect(two.contactOf('2:3').fields['Город']).toBe('Рига');
    await world.clock.sleep(310_000);
    expect(await pass(clinic)).toMatchObject({ mode: 'incremental' });
    expect(two.contactOf('2:3').fields['Город']).not.toBe('Рига');
  });
});

describe('while a further source is loaded for the first time', () => {
  /** The first one is loaded; the second, and what happens as soon as patients of it are in amoCRM, is to come. */
  async function loading(
    { isAway }: { readonly isAway: boolean },
    happens: (one: {
      readonly two: TwoSources;
      readonly clinic: Clinic;
      readonly back: () => void;
      /** The passes that run there. */
      readonly letIn: () => Promise<readonly PassEnd[]>;
    }) => Promise<void>,
  ) {
    const two = await TwoSources.open();
    onTestFinished(() => two[Symbol.asyncDispose]());
    const { world } = two;
    const [only] = two.sources;
    if (only === undefined) throw new Error('there are two');
    await world.clinic({ sources: [only] }).connected((setup) => runPass(setup, { mode: 'auto' }));
    // A person sends one of the second again: nobody but its first load knows whether there is a contact.
    const fifth = (keysOf(second).after + 5) as PatientId;
    const rejection = { patientId: fifth, code: 'InvalidType', subject: null, fingerprint: '' };
    await world.state.rejected.add(rejection, world.clock.now());
    const clinic = world.clinic({ sources: two.sources });
    onTestFinished(() => clinic.pace[Symbol.asyncDispose]());
    const [file] = two.files;
    if (isAway) renameSync(file, `${file}.away`);
    const over = { signal: clinic.signal, withheld: new Set<SourceNumber>() };
    let happened = 0;
    let before = 0;
    const betweenPages = async (firstLoad: FirstLoad | null) => {
      const letIn = async () => {
        const ends: PassEnd[] = [];
        for (const within of passesBetween(firstLoad))
          ends.push(await runPassBetween(clinic, within, over));
        return ends;
      };
      if ((await world.state.links.count()) === 12 && happened === 0) {
        happened += 1;
        const back = () => renameSync(`${file}.away`, file);
        await happens({ two, clinic, back, letIn });
      } else if (happened === 0) {
        before += 1;
        const isUnwritten = (await world.state.links.count()) === 6;
        for (const { outcome } of await letIn()) expect(outcome.kind).not.toBe('failed');
        if (isUnwritten) expect(two.ids()).toHaveLength(6);
      }
    };
    const { outcome } = await runOnePass(clinic, {
      ...{ kind: 'incremental', allowed: null, onProgress: () => undefined, ...over },
      ...{ betweenPages, othersWait: () => true },
    });
    expect(outcome).toMatchObject({ kind: 'done', result: { outcome: 'ok', reason: 'first' } });
    expect([happened, before > 0]).toEqual([1, true]);
    expect(new Set(two.ids()).size).toBe(12);
    expect(two.ids()).toHaveLength(12);
    return two;
  }

  it('changes of those that were loaded before and of whom it has linked are carried over in its midst', async () => {
    await loading({ isAway: false }, async ({ two, letIn }) => {
      two.rename(3, 'Первая', 1);
      two.rename(3, 'Вторая', 2);
      expect((await letIn()).map(({ outcome }) => outcome.kind)).toEqual(['done', 'done']);
      expect(two.contactOf('3').name).toContain('Первая');
      expect(two.contactOf('2:3').name).toContain('Вторая');
      const cursors = await two.world.state.meta.ofSources('cursor');
      expect([...cursors.keys()]).toEqual([1]);
    });
  });

  it('one that was away when that began is carried over in its midst, once it is back', async () => {
    const two = await loading({ isAway: true }, async ({ two, clinic, back, letIn }) => {
      const { state, clock } = two.world;
      two.rename(3, 'Вторая', 2);
      // No run tells of a database that is not there.
      expect((await letIn()).map(({ outcome }) => outcome.kind)).toEqual(['left', 'done']);
      expect(two.contactOf('2:3').name).toContain('Вторая');
      expect([...(await state.meta.ofSources('sourceAway')).keys()]).toEqual([1]);
      back();
      two.rename(3, 'Вернувшаяся', 1);
      await clock.sleep(600_000);
      await letIn();
      await clinic.pace.tried();
      await letIn();
      expect(two.contactOf('3').name).toContain('Вернувшаяся');
      expect((await state.meta.ofSources('sourceAway')).size).toBe(0);
      expect([...(await state.meta.ofSources('cursor')).keys()]).toEqual([1]);
    });
    const runs = await two.world.state.runs.latest(100);
    expect(runs.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });
});
