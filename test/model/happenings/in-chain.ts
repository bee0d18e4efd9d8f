import fc from 'fast-check';
import type { Simulation } from '../simulation.ts';
import type { Circumstances } from './circumstances.ts';
import { Event } from './event.ts';
import { mustRefuse, unharmed } from './in-identity.ts';

/** What happens to a chain alone: to an account that takes in several databases. */
class OfChain extends Event {
  override check({ sources }: Circumstances): boolean {
    return sources !== 'one';
  }
}

const number = fc.constantFrom(1, 2);

export const inChain = [
  fc.constant(new OfChain('a second database is added', (simulation) => simulation.addSecond())),
  number.map(
    (number) =>
      new OfChain(`database ${number} is away`, (simulation) => {
        simulation.away.add(number);
      }),
  ),
  fc.tuple(number, fc.constantFrom('at once' as const, 'in the midst' as const)).map(
    ([number, from]) =>
      new OfChain(`database ${number} hangs ${from}`, (simulation) => {
        simulation.hangs.set(number, from);
      }),
  ),
  fc.constant(
    new OfChain('all databases answer', (simulation) => {
      simulation.away.clear();
      simulation.hangs.clear();
    }),
  ),
  fc.constant(
    new OfChain('the databases stand in another order in the file', (simulation) => {
      simulation.isReordered = !simulation.isReordered;
    }),
  ),
  number.map(
    (number) =>
      new OfChain(`a pass from a file without database ${number}`, async (simulation) => {
        const settings = simulation.databases.filter((one) => one.number !== number);
        // With none of its patients known, the file may as well be right.
        if (settings.length !== 1 || !(await simulation.knowsDatabases())) return;
        const isLinked = (await simulation.world.state.links.sources()).some(
          (one) => one === number,
        );
        const end = await unharmed(simulation, carryingFrom(simulation, number), () =>
          simulation.pass('auto', { settings }),
        );
        if (isLinked && simulation.allAnswer) mustRefuse(simulation, end, 'SOURCE_MISSING');
      }),
  ),
] as const;

/** Contacts of the patients of a database. */
function carryingFrom(simulation: Simulation, number: number): readonly number[] {
  const own = new Set(
    simulation.patients.flatMap(({ of, text }) => (of.number === number ? [text] : [])),
  );
  return simulation.contacts.filter((contact) => own.has(simulation.carries(contact) ?? ''));
}
