import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { liveOn } from '../../demo/demo-live.ts';
import { startDemoService } from '../../demo/demo-service.ts';
import { type DemoStory, tellStory } from '../../demo/demo-story.ts';
import { demoVisits } from '../../demo/demo-visits.ts';
import { openDemoWorld } from '../../demo/demo-world.ts';
import { createPassProgress } from '../../terminal/pass-progress.ts';
import { passJson } from '../../views/pass-summary.ts';

interface DemoCommandOptions {
  readonly patients: number;
  readonly sources: number;
  readonly visits?: true;
  readonly clinics?: number;
  readonly replicas: number;
  readonly once?: true;
}

/** The whole way of a patient with nothing configured: no setting is read, nobody's account or database touched. */
export async function demo(context: CliContext, options: DemoCommandOptions): Promise<CommandEnd> {
  if (options.clinics !== undefined) {
    return await demoOfFleet(context, { ...options, clinics: options.clinics });
  }
  const { output, text } = context;
  const words = text.demo;
  output.data(output.paint.bold(words.title));
  for (const line of words.about) output.data(output.paint.dim(line));
  output.data();
  const story = await play(context, options);
  output.data(options.once ? words.onceEnd : words.ended);
  const { load, day, again, deep, ...facts } = story;
  return {
    result: {
      ...facts,
      load: passJson(load),
      day: { ...day, result: passJson(day.result) },
      again: passJson(again),
      deep: passJson(deep),
    },
  };
}

async function demoOfFleet(
  context: CliContext,
  { once, ...demo }: DemoCommandOptions & { readonly clinics: number },
): Promise<CommandEnd> {
  const { output, text } = context;
  output.data(output.paint.bold(text.demoFleet.title));
  for (const line of text.demoFleet.about) output.data(output.paint.dim(line));
  output.data();
  // What speaks with a server is loaded where there is one.
  const { playFleet } = await import('../../demo/fleet/play-fleet.ts');
  const result = await playFleet(context, { ...demo, isOnce: once === true });
  output.data(once ? text.demoFleet.onceEnd : text.demo.ended);
  return { result };
}

/** When it returns, the world is gone again. */
async function play(context: CliContext, options: DemoCommandOptions): Promise<DemoStory> {
  const { output, text, clock, signal } = context;
  const { paint } = output;
  const words = text.demo;
  await using resources = new AsyncDisposableStack();
  const progress = resources.use(createPassProgress(context, { vanishes: true }));
  const branches = Array.from({ length: options.sources }, (_, at) => words.branch(at + 1));
  const world = await openDemoWorld(resources, {
    clock,
    signal,
    branches,
    visits: options.visits && demoVisits,
  });
  const story = await tellStory(context, world, {
    patients: options.patients,
    progress,
    visits: options.visits === true,
  });
  if (options.once) return story;
  const running = await startDemoService(resources, context, world);
  if (running.link === null) output.data(paint.yellow(words.notBuilt));
  else {
    output.data(`${paint.bold(words.dashboard)} ${paint.cyan(running.link)}`);
    output.data(paint.dim(words.dashboardNote));
  }
  output.data(`${paint.bold(words.page)} ${paint.cyan(world.sandbox.url)}`);
  output.data(paint.dim(words.live));
  output.data();
  await liveOn(context, world, running);
  return story;
}
