import { runPass } from '../../sync/run-pass.ts';
import type { CliContext } from '../context.ts';
import { formatDuration, formatTime } from '../locale/format.ts';
import type { DemoWorld } from './demo-world.ts';

/** Between two stretches of the clinic's day. */
const pauseMs = 10_000;
const changesAtOnce = 3;

/** Goes on playing and syncing changes, a line for each, until a person stops it. */
export async function liveOn(context: CliContext, world: DemoWorld): Promise<void> {
  const { signal, clock } = context;
  try {
    for (let seed = 2; ; seed += 1) {
      await clock.sleep(pauseMs, signal);
      await liveOnce(context, world, seed);
    }
  } catch (error) {
    // Ctrl-C is how it ends.
    if (!signal.aborted) throw error;
  }
}

async function liveOnce(context: CliContext, world: DemoWorld, seed: number): Promise<void> {
  const { output, text, language, clock } = context;
  const { paint } = output;
  const words = text.demo;
  // The changes of a seed are what follows the mixture from there on.
  const { kinds } = await world.play(changesAtOnce, seed * changesAtOnce);
  const changedAt = clock.monotonic();
  const { counts } = await world.pass((setup) => runPass(setup, { mode: 'auto' }));
  const took = formatDuration(clock.monotonic() - changedAt, language);
  const happened = Object.entries(kinds).map(([kind, count]) => {
    const what = words.kinds[kind] ?? kind;
    return count === 1 ? what : `${what} ×${count}`;
  });
  const { created = 0, updated = 0 } = counts;
  const done = [
    ...(created > 0 ? [`${paint.green('+')}${created}`] : []),
    ...(updated > 0 ? [`${paint.yellow('~')}${updated}`] : []),
  ];
  const now = formatTime(clock.now(), world.timeZone, language);
  output.data(
    `${paint.dim(now)}  ${happened.join(', ')} → amoCRM ${done.join(' ')} ${paint.dim(words.after(took))}`,
  );
}
