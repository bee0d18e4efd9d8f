import { expect, test, vi } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { IdentError, identErrors } from '../../../src/ident/connection/errors.ts';
import type { PassProgress } from '../../../src/sync/pass/pass-context.ts';
import { type PassResult, runPass } from '../../../src/sync/pass/run-pass.ts';
import { World } from '../../support/world.ts';

/** A deep pass, and whom it read more than once. */
async function deepWatched(
  world: World,
): Promise<{ readonly deep: PassResult; readonly again: readonly number[] }> {
  const ident = await world.ident();
  const byIds = vi.spyOn(ident, 'byIds');
  try {
    const deep = await runPass(world.setup(ident), { mode: 'deep' });
    return { deep, again: byIds.mock.calls.flatMap(([ids]) => ids) };
  } finally {
    await ident.close();
  }
}

const loaded = (patients: number) => World.loaded({ patients });

test('whom neither side contradicts is read once', async () => {
  await using world = await loaded(30);
  const { deep, again } = await deepWatched(world);
  expect(again).toEqual([]);
  expect(deep).toMatchObject({ outcome: 'ok', counts: { read: 30, unchanged: 30 }, findings: [] });
});

test('whom IDENT or amoCRM contradicts is read again, and nobody else', async () => {
  await using world = await loaded(30);
  world.editPerson(3, { City: 'Тула' });
  world.sandbox.crm.edit(world.contactOf(7).id, { fields: { Город: 'Рига' } });
  world.sandbox.crm.edit(world.contactOf(9).id, { name: 'Кто-то другой' });
  world.addPatient(901, { Surname: 'Юрьев', Name: 'Глеб' });
  const { deep, again } = await deepWatched(world);
  expect(new Set(again)).toEqual(new Set([3, 7, 9, 901]));
  expect(deep.counts).toMatchObject({ read: 31, unchanged: 28, updated: 2, created: 1 });
  expect(deep.findings.map(({ kind, patientId }) => [kind, patientId])).toEqual([
    ['drifted', 7],
    ['name-edited', 9],
  ]);
});

test('texts that were cut and phones that are none are told of those too that are read once', async () => {
  await using world = await loaded(5);
  world.editPerson(3, { City: 'Я'.repeat(300) });
  world.editPerson(4, { MobilePhone: 'нет телефона 12' });
  const first = await world.deep();
  const { deep, again } = await deepWatched(world);
  expect(again).toEqual([]);
  expect(deep.counts['cutTexts']).toBe(1);
  expect(deep.counts).toMatchObject({
    cutTexts: first.counts['cutTexts'],
    unparsedPhones: first.counts['unparsedPhones'],
  });
});

test('somebody whose surname or first name IDENT does not have as a column is read once', async () => {
  await using world = await loaded(4);
  world.sql('alter table Persons rename column Surname to Nachname');
  await expect(world.deep()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  await world.deep();
  const { deep, again } = await deepWatched(world);
  expect(again).toEqual([]);
  expect(deep.counts).toMatchObject({ read: 4, unchanged: 4 });
});

test('who is on the do-not-sync list is left alone though both sides agree', async () => {
  await using world = await loaded(5);
  await world.state.forgotten.add(3 as PatientId, 0);
  const { deep } = await deepWatched(world);
  expect(deep.counts).toMatchObject({ read: 5, unchanged: 4, forgotten: 1 });
});

test('IDENT’s first page is read beside the requests that begin a pass, the others in step with amoCRM', async () => {
  await using world = await loaded(600);
  const ident = await world.ident();
  const pages = ident.all();
  let contacts = 0;
  const asked: number[] = [];
  vi.spyOn(ident, 'all').mockImplementation(async function* () {
    for await (const page of pages) {
      asked.push(contacts);
      yield page;
    }
  });
  const onProgress = ({ phase, done }: PassProgress) => {
    if (phase === 'read-crm') contacts = done;
  };
  await runPass({ ...world.setup(ident), onProgress }, { mode: 'deep' });
  await ident.close();
  // Pages of 250 contacts and of 500 patients.
  expect(asked).toEqual([0, 600]);
});

test('pages of amoCRM are read on while IDENT takes its time', async () => {
  await using world = await loaded(600);
  const ident = await world.ident();
  const pages = ident.all();
  const isRead = Promise.withResolvers<void>();
  vi.spyOn(ident, 'all').mockImplementation(async function* () {
    await isRead.promise;
    yield* pages;
  });
  const onProgress = ({ phase, done }: PassProgress) => {
    if (phase === 'read-crm' && done === 600) isRead.resolve();
  };
  const deep = await runPass({ ...world.setup(ident), onProgress }, { mode: 'deep' });
  await ident.close();
  expect(deep).toMatchObject({ outcome: 'ok', counts: { read: 600, unchanged: 600 } });
});

test('what is on its way from IDENT is waited for before others are let in', async () => {
  await using world = await loaded(600);
  const ident = await world.ident();
  const pages = ident.all();
  let isUnderWay = false;
  vi.spyOn(ident, 'all').mockImplementation(async function* () {
    for (;;) {
      isUnderWay = true;
      await world.clock.sleep(1_000);
      const { value, done } = await pages.next();
      isUnderWay = false;
      if (done === true) return;
      yield value;
    }
  });
  const met: boolean[] = [];
  const betweenPages = async () => {
    met.push(isUnderWay);
  };
  await runPass({ ...world.setup(ident), betweenPages }, { mode: 'deep' });
  await ident.close();
  expect(met.length).toBeGreaterThan(2);
  expect(met).not.toContain(true);
});

test('a pass that ends before it came to IDENT ends the reading, too, and tells its own error alone', async () => {
  await using world = await World.open({ patients: 5, fields: false });
  for (const isBroken of [false, true]) {
    const ident = await world.ident();
    let isOver = false;
    vi.spyOn(ident, 'all').mockImplementation(async function* () {
      try {
        if (isBroken) throw new Error('a page that nobody asked for');
        yield [];
        yield [];
      } finally {
        isOver = true;
      }
    });
    await expect(runPass(world.setup(ident), { mode: 'deep' })).rejects.toMatchObject({
      code: 'FIELDS_MISSING',
    });
    expect(isOver).toBe(true);
    await ident.close();
  }
});

test('a page that was read ahead in vain ends the pass once it is come to', async () => {
  await using world = await World.open({ patients: 5 });
  const ident = await world.ident();
  vi.spyOn(ident, 'all').mockImplementation(async function* () {
    yield* [];
    throw new IdentError(identErrors.timeout({ address: '', database: '', user: '' }));
  });
  await expect(runPass(world.setup(ident), { mode: 'deep' })).rejects.toMatchObject({
    code: 'IDENT_TIMEOUT',
  });
  await ident.close();
  expect(world.contacts()).toEqual([]);
});

test('where amoCRM has fewer, others are let in between the pages of IDENT that follow', async () => {
  await using world = await World.open({ patients: 2, identPage: 2 });
  await world.sync();
  for (let id = 901; id <= 906; id += 1) {
    world.addPatient(id, { Surname: `Юрьев ${id}`, Name: 'Глеб' });
  }
  const moments: string[] = [];
  let last = '';
  const ident = await world.ident();
  await runPass(
    {
      ...world.setup(ident),
      onProgress: ({ phase, done }) => {
        last = `${phase} ${done}`;
      },
      betweenPages: async () => {
        moments.push(last);
      },
    },
    { mode: 'deep' },
  );
  await ident.close();
  expect(moments.slice(0, 4)).toEqual([
    'read-crm 2',
    'read-ident 4',
    'read-ident 6',
    'read-ident 8',
  ]);
  expect(world.contacts()).toHaveLength(8);
});
