import { type PassOrder, resultOf } from '../../clinic/clinic.ts';
import { type PatientId, patientIdText, patientKey } from '../../contact/model/patient-key.ts';
import { formatDuration, formatNumber } from '../../report/format.ts';
import { createFields } from '../../sync/account/fields.ts';
import { passPatient } from '../../sync/command/patient-pass.ts';
import type { PassResult } from '../../sync/pass/run-pass.ts';
import type { CliContext } from '../context.ts';
import type { PassProgressView } from '../terminal/pass-progress.ts';
import { createProgress } from '../terminal/progress.ts';
import { showSides } from '../views/patient/sides-view.ts';
import { setUpDemoVisits, tellPortions, tellVisits, type VisitsStory } from './demo-visits.ts';
import { storyTeller } from './demo-words.ts';
import type { DemoWorld } from './demo-world.ts';

/** What the story has shown, for programs. */
export interface DemoStory {
  readonly patients: number;
  readonly fields: number;
  readonly load: PassResult;
  readonly day: {
    readonly changes: number;
    readonly changedToSyncedMs: number;
    readonly result: PassResult;
  };
  readonly again: PassResult;
  readonly deep: PassResult;
  /** Only where visits become deals. */
  readonly visits?: VisitsStory;
}

const changes = 20;

interface StoryOptions {
  readonly patients: number;
  readonly progress: PassProgressView;
  readonly visits: boolean;
}

/** The whole way of a patient, step by step; each step says in a line what came of it. */
export async function tellStory(
  context: CliContext,
  world: DemoWorld,
  { patients, progress, visits: showsVisits }: StoryOptions,
): Promise<DemoStory> {
  const { output, text, language, clock, signal } = context;
  const words = text.demo;
  const { paint } = output;
  const number = (count: number) => formatNumber(count, language);
  const duration = (ms: number) => formatDuration(ms, language);
  const titles = { ...words.steps, ...(showsVisits && text.demoVisits.steps) };
  const step = storyTeller(output, titles)(paint.green('✓'));

  const { clinic } = world;
  const total = patients * clinic.sources.length;
  const begun = clock.monotonic();
  {
    using bar = createProgress(output, words.steps.database, context, { vanishes: true });
    await world.fillDatabase(patients, (done) => {
      signal.throwIfAborted();
      bar.show({ done, total });
    });
  }
  const made = duration(clock.monotonic() - begun);
  step(words.steps.database, words.database(number(total), total, made));

  step(words.steps.sandbox, words.sandbox(world.sandbox.url));

  const { amo, state } = clinic;
  const fields = await createFields({ amo, state, excluded: new Set() });
  step(words.steps.fields, words.fields(fields.created.length));
  if (showsVisits) await setUpDemoVisits(context, world, step);

  const shown = async <T>(
    work: (told: Pick<PassOrder, 'onProgress'>) => Promise<T>,
  ): Promise<T> => {
    const leave = world.events.subscribe((event) => {
      if (event.type === 'amocrm') progress.onEvent(event.event);
    });
    try {
      return await work({ onProgress: progress.onProgress });
    } finally {
      leave();
      progress.end();
    }
  };
  const pass = (mode: 'auto' | 'deep' | 'visits') =>
    shown(async (told) => resultOf(await clinic.pass({ ...told, mode })));
  const { result: plan, cost } = await shown((told) => clinic.plan({ ...told, mode: 'auto' }));
  const { create, update, remove } = plan.planned;
  step(
    words.steps.plan,
    [
      `${paint.green('+')} ${number(create)}`,
      `${paint.yellow('~')} ${number(update)}`,
      `${paint.red('−')} ${number(remove)}`,
      words.cost(number(cost.requests), cost.requests, duration(cost.durationMs)),
    ].join('   '),
  );

  const load = await pass('auto');
  const created = load.counts['created'] ?? 0;
  step(
    words.steps.load,
    words.load(number(created), created, duration(load.durationMs), number(load.requests)),
  );
  const portions = showsVisits ? await tellPortions(context, world, { step, pass, load }) : null;

  await world.play(changes, 1);
  const changedAt = clock.monotonic();
  const writesBefore = amo.counters.writes;
  const day = await pass('auto');
  const changedToSyncedMs = Math.round(clock.monotonic() - changedAt);
  const { created: fresh = 0, updated = 0 } = day.counts;
  step(
    words.steps.day,
    words.day(changes, number(fresh), number(updated)),
    words.dayCost(duration(changedToSyncedMs), amo.counters.writes - writesBefore),
  );

  const again = await pass('auto');
  step(words.steps.again, words.again(number(again.requests)));

  const deep = await pass('deep');
  const { read = 0, unchanged = 0 } = deep.counts;
  step(
    words.steps.deep,
    unchanged === read
      ? words.deep(number(read), read, duration(deep.durationMs))
      : words.deepDiffers(number(read), read, number(read - unchanged)),
  );

  const visits = portions && {
    ...portions,
    ...(await tellVisits(context, world, { step, pass })),
  };

  if (clinic.sources.length > 1) {
    const firsts = clinic.sources.flatMap(({ name, number }) => {
      const id = patientKey(number, 1);
      return id === null ? [] : { name, id };
    });
    const links = await state.links.ofPatients(firsts.map(({ id }) => id));
    const shownAs = firsts.map(({ name, id }) =>
      words.ofSource(name, patientIdText(id), links.get(id)?.contactId ?? null),
    );
    step(words.steps.sources, ...shownAs);
  }

  const one = await clinic.connected((setup) =>
    passPatient(setup, 1 as PatientId /* the sample's first */, { dryRun: true }),
  );
  step(words.steps.patient, words.patient(one.contactId));
  output.data();
  const style = { reveal: true, text, language, timeZone: clinic.timeZone };
  const sent = new Set(one.changes.map(({ item }) => item));
  showSides(output, { items: one.items, sent }, style);
  output.data();
  return {
    patients: total,
    fields: fields.created.length,
    load,
    again,
    deep,
    day: { changes, changedToSyncedMs, result: day },
    ...(visits && { visits }),
  };
}
