import fc from 'fast-check';
import { happenings } from './commands.ts';
import { judge } from './oracle.ts';
import { Simulation } from './simulation.ts';

/** The whole of it: anything that can happen happens, the faults stop, one deep pass runs, and the oracle judges. */
export function theProperty(maxCommands: number): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(
    fc.integer({ min: 1, max: 1_000 }),
    fc.record({
      missing: fc.constantFrom('report' as const, 'repair' as const),
      names: fc.constantFrom('report' as const, 'repair' as const),
    }),
    fc.commands(happenings, { maxCommands, size: 'max' }),
    async (sample, policies, commands) => {
      await using simulation = await Simulation.open(sample, policies);
      await fc.asyncModelRun(() => ({ model: {}, real: simulation }), commands);
      await simulation.settle();
      const wrong = await judge(simulation);
      if (wrong.length > 0) {
        throw new Error([...wrong, '', 'what happened:', ...simulation.story].join('\n'));
      }
    },
  );
}
