import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext } from '../context.ts';

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
  const { output, text, clock, signal } = context;
  const { paint } = output;
  const words = text.demo;
  const { openDemoWorld } = await import('../demo/demo-world.ts');
  const { tellStory } = await import('../demo/demo-story.ts');
  const { createPassProgress } = await import('../pass-progress.ts');
  const { passJson } = await import('../views/pass-summary.ts');
  output.data(paint.bold(words.title));
  output.data(paint.dim(words.about));
  output.data();
  await using resources = new AsyncDisposableStack();
  const progress = resources.use(createPassProgress(context, { vanishes: true }));
  const { onEvent, onProgress } = progress;
  const world = await openDemoWorld(resources, { clock, signal, onEvent, onProgress });
  const { load, day, again, deep, ...facts } = await tellStory(context, world, options.patients);
  const { url } = world.sandbox;
  if (options.once) output.data(words.onceEnd);
  else {
    output.data(`${paint.bold(words.page)} ${paint.cyan(url)}`);
    output.data(paint.dim(words.live));
    output.data();
    const { liveOn } = await import('../demo/demo-live.ts');
    await liveOn(context, world);
    output.data(words.ended);
  }
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
