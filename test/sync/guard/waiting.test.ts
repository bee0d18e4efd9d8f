import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { readFacts } from '../../../src/health/read-facts.ts';
import { incidents } from '../../../src/health/rules.ts';
import { incidentWords } from '../../../src/health/words/words.ts';
import type { Language } from '../../../src/language.ts';
import type { World } from '../../support/world.ts';
import { change, loaded } from './many.ts';

const hour = 3_600_000;
/** What the judge of all views says of changes that wait. */
async function saidOf(world: World) {
  const facts = await readFacts({
    ...{ state: world.state, passLock: world.state.passLock },
    ...{ now: world.clock.now(), intervalMs: hour, sources: [] },
    process: {
      ...{ startedAt: null, running: null, waitsFor: null, access: null },
      ...{ nextIncrementalAt: null, nextDeepAt: null, restUntil: null },
    },
  });
  return incidents(facts)
    .filter(({ code }) => code === 'postponed')
    .map((incident) => {
      const said = (language: Language) => {
        const words = incidentWords(incident, { language, timeZone: 'Europe/Moscow' });
        return [words.title, words.meaning, words.advice].join('\n');
      };
      return { ru: said('ru'), en: said('en') };
    });
}

/** Ids of the second database are above it. */
const second = 2 ** 32;

describe('what waits for the day to have room', () => {
  test('is nothing, as a rule; what lets it through is the most that one database has of a kind', async () => {
    await using world = await loaded();
    const { guarded } = world.state;
    expect(await guarded.waitingCount()).toEqual({ patients: 0, since: null, kinds: [], allow: 0 });
    // In two databases: a word is for each by itself, but for one value that many get.
    const waits = (kind: string, ...ids: readonly number[]) =>
      guarded.keepWaiting(
        ids.map((id) => ({ kind, patientId: id as PatientId })),
        1,
      );
    await waits('cleared:city', 1, 2, 3, second + 1, second + 2);
    expect(await guarded.waitingCount()).toMatchObject({ patients: 5, allow: 3 });
    await waits('same-name:x', 4, 5, second + 4, second + 5);
    expect(await guarded.waitingCount()).toMatchObject({ patients: 9, allow: 4 });
  });

  test('is counted by kind and by patient, with the time since when', async () => {
    await using world = await loaded();
    change(world, [1, 6], "City = null, Email = ''");
    await world.sync();
    const first = world.clock.now();
    change(world, [7, 9], "City = null, Email = ''");
    await world.sync();
    await world.clock.advance(hour);
    change(world, [10, 11], 'City = null');
    await world.sync();
    const waiting = await world.state.guarded.waitingCount();
    expect(waiting).toMatchObject({
      patients: 5,
      kinds: [
        { kind: 'cleared:city', patients: 5, since: waiting.since },
        { kind: 'cleared:emails', patients: 3, since: waiting.since },
      ],
      allow: 5,
    });
    expect(waiting.since).toBeGreaterThanOrEqual(first);
    expect(waiting.since).toBeLessThan(first + hour);
  });

  test('is said to people in both languages: how many, of which kind, since when, and what lets it through', async () => {
    await using world = await loaded();
    change(world, [1, 6], 'City = null');
    await world.sync();
    expect(await saidOf(world)).toEqual([]);
    change(world, [7, 9], 'City = null');
    await world.sync();
    await world.clock.advance(hour);
    expect(await saidOf(world)).toEqual([
      {
        ru: expect.stringMatching(
          /за сутки таких было слишком много.*Пациентов: 3 \(очищается «Город»: 3\); первое ждёт с .*09:00.*--allow-mass-change 3;/s,
        ),
        en: expect.stringMatching(
          /too many.*3.*“Город” is emptied: 3.*09:00.*--allow-mass-change 3;/s,
        ),
      },
    ]);
    await world.sync({ allowMassChange: 3 });
    expect(await saidOf(world)).toEqual([]);
  });

  test('tells nobody which value several patients were to get, and what a person has to allow', async () => {
    await using world = await loaded();
    for (const [from, name] of [
      [1, 'Первый'],
      [13, 'Второй'],
    ] as const) {
      change(world, [from, from + 7], `Surname = '${name}', Name = '${name}'`);
      await world.sync();
      change(world, [from + 8, from + 11], `Surname = '${name}', Name = '${name}'`);
      await world.sync();
    }
    const { kinds, patients, allow } = await world.state.guarded.waitingCount();
    expect(patients).toBe(8);
    expect(kinds.map(({ kind, patients: some }) => [kind, some])).toEqual([['same-name', 8]]);
    expect(allow).toBe(4);
    const { counts } = await world.sync({ allowMassChange: allow });
    expect(counts).toMatchObject({ updated: 8, postponed: 0 });
    expect(await world.state.guarded.waitingCount()).toMatchObject({ patients: 0, kinds: [] });
  });
});
