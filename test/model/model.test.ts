import fc from 'fast-check';
import { expect, test } from 'vitest';
import { happenings } from './commands.ts';
import { judge } from './oracle.ts';
import { Simulation } from './simulation.ts';

const runs = Number(process.env['MODEL_RUNS'] ?? 25);
const seed = process.env['MODEL_SEED'];

test('whatever happens, one deep pass later nothing is doubled, lost or damaged', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1_000 }),
      fc.commands(happenings, {
        maxCommands: Number(process.env['MODEL_COMMANDS'] ?? 20),
        size: 'max',
      }),
      async (sample, commands) => {
        await using simulation = await Simulation.open(sample);
        await fc.asyncModelRun(() => ({ model: {}, real: simulation }), commands);
        await simulation.settle();
        expect(await judge(simulation), simulation.story.join('\n')).toEqual([]);
      },
    ),
    { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }), endOnFailure: false },
  );
}, 600_000);
