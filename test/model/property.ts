import fc from 'fast-check';
import { firstLoad, happenings } from './happenings/commands.ts';
import { judge } from './judges/oracle.ts';
import { Simulation } from './simulation.ts';
import { feeds, ways } from './ways.ts';
import { zones } from './zones.ts';

/** The whole of it: anything that can happen happens, the faults stop, one deep pass runs, and the oracle judges. */
export function theProperty(maxCommands: number): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(
    fc.record({
      sample: fc.integer({ min: 1, max: 1_000 }),
      sources: fc.constantFrom('one' as const, 'one' as const, 'two' as const, 'later' as const),
      firstLoad: fc.constantFrom(
        'start' as const,
        'start' as const,
        'asked' as const,
        'ask' as const,
      ),
      policies: fc.record({
        missing: fc.constantFrom('report' as const, 'repair' as const),
        names: fc.constantFrom('report' as const, 'repair' as const),
      }),
      clinicZone: fc.constantFrom(...zones),
      accountZone: fc.constantFrom(...zones),
      oauth: fc.boolean(),
      account: ways,
      crowd: fc.constantFrom(1, 1, 1, 1, 260),
      breaks: fc.boolean(),
      feed: feeds,
    }),
    fc.option(firstLoad, { nil: undefined, freq: 3 }),
    fc.commands(happenings, { maxCommands, size: 'max' }),
    async (circumstances, first, commands) => {
      await using simulation = await Simulation.open(circumstances);
      await first?.run(circumstances, simulation);
      await fc.asyncModelRun(() => ({ model: circumstances, real: simulation }), commands);
      await simulation.settle();
      const wrong = await judge(simulation);
      if (wrong.length > 0) {
        throw new Error([...wrong, '', 'what happened:', ...simulation.story].join('\n'));
      }
    },
  );
}
