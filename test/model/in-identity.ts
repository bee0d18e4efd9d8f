import fc from 'fast-check';
import { Event, index, pick } from './event.ts';
import { areTwo, type Evidence, evidenceIn, evidenceOf } from './persons.ts';
import type { Simulation } from './simulation.ts';

/** Whose patients these are: people under others' ids. */
export const inIdentity = [
  fc.tuple(index, index, fc.constantFrom('auto' as const, 'deep' as const)).map(
    ([a, b, mode]) =>
      new Event(
        `IDENT: patients #${a} and #${b} are exchanged under their ids, ${mode} pass`,
        async (simulation) => {
          const first = pick(simulation.patients, a);
          const second = pick(simulation.patients, b);
          if (first === undefined || second === undefined || first === second) return;
          const exchanged = await strangersOf(simulation, [first, second]);
          exchange(simulation, first, second);
          await unharmed(simulation, exchanged, () => simulation.pass(mode));
        },
      ),
  ),
] as const;

const now = "strftime('%Y-%m-%d %H:%M:%f','now','localtime')";

function exchange({ world }: Simulation, first: number, second: number): void {
  const aside = -1;
  for (const [from, to] of [
    [first, aside],
    [second, first],
    [aside, second],
  ] as const) {
    world.sql('update Persons set ID = ? where ID = ?', to, from);
  }
  world.sql(`update Persons set DateTimeChanged = ${now} where ID in (?, ?)`, first, second);
}

/** Which contacts will stand under the id of somebody who is another person beyond doubt, when these two are exchanged. */
async function strangersOf(
  simulation: Simulation,
  [first, second]: readonly [number, number],
): Promise<readonly number[]> {
  const [a, b] = [first, second].map((id) => evidenceIn(simulation.person(id)));
  if (a === undefined || b === undefined || !areTwo(a, b)) return [];
  const found: number[] = [];
  for (const [patient, comes] of [
    [first, b],
    [second, a],
  ] as const) {
    const contact = await simulation.settledContactOf(patient);
    if (contact !== null && isStranger(simulation, contact, comes)) found.push(contact);
  }
  return found;
}

function isStranger(simulation: Simulation, contact: number, person: Evidence): boolean {
  const held = evidenceOf(simulation, contact);
  return held !== null && areTwo(held, person);
}

/** Nobody's contact is written over with what is another's. */
async function unharmed(
  { world, wrong }: Simulation,
  contacts: readonly number[],
  work: () => Promise<void>,
): Promise<void> {
  const mark = world.mark();
  await work();
  for (const contact of contacts) {
    const written = (world.sandbox.journal?.ofContact(contact) ?? []).filter(
      ({ seq, source, fieldName }) => seq > mark && source === 'api' && fieldName !== 'tags',
    );
    if (written.length > 0) {
      const what = written.map(({ fieldName }) => fieldName).join(', ');
      wrong.push(`I3 contact ${contact} was written over with another person’s ${what}`);
    }
  }
}
