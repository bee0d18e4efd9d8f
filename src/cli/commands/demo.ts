import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext } from '../context.ts';
import type { DemoStory } from '../demo/demo-story.ts';

interface DemoCommandOptions {
  readonly patients: number;
  readonly once?: true;
}

export const declareDemo: CommandDeclaration = (parent, { text, action }) => {
  const words = text.demo;
  parent
    .command('demo')
    .description(words.description)
    .option('--patients <N>', words.patients, integerArgument(1, 100_000, text), 1000)
    .option('--once', words.once)
    .action(action(demo));
};

/** The whole way of a patient with nothing configured: no setting is read, nobody's account or database touched. */
async function demo(context: CliContext, options: DemoCommandOptions): Promise<CommandEnd> {
  const { output, text } = context;
  const words = text.demo;
  output.data(output.paint.bold(words.title));
  for (const line of words.about) output.data(output.paint.dim(line));
  output.data();
  const story = await play(context, options);
  output.data(options.once ? words.onceEnd : words.ended);
  const { passJson } = await import('../views/pass-summary.ts');
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

/** When it returns, the world is gone again. */
async function play(context: CliContext, options: DemoCommandOptions): Promise<DemoStory> {
  const { output, text, clock, signal } = context;
  const { paint } = output;
  const words = text.demo;
  const { openDemoWorld } = await import('../demo/demo-world.ts');
  const { tellStory } = await import('../demo/demo-story.ts');
  const { createPassProgress } = await import('../pass-progress.ts');
  await using resources = new AsyncDisposableStack();
  const progress = resources.use(createPassProgress(context, { vanishes: true }));
  const world = await openDemoWorld(resources, { clock, signal, progress });
  const story = await tellStory(context, world, options.patients);
  if (options.once) return story;
  const { startDemoService } = await import('../demo/demo-service.ts');
  const { liveOn } = await import('../demo/demo-live.ts');
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
