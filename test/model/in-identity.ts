import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { openWritable } from '../../src/ident/open-connection.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import { Event, index, pick } from './event.ts';
import { areTwo, commonPhones, type Evidence, evidenceIn, evidenceOf } from './persons.ts';
import type { Simulation } from './simulation.ts';

/** Whose patients these are: people under others' ids, another clinic's database, one name for everybody. */
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
  fc.tuple(fc.integer({ min: 1_001, max: 2_000 }), fc.boolean()).map(
    ([seed, lost]) =>
      new Event(
        `a pass meets another clinic’s database${lost ? ', and the state is lost' : ''}`,
        async (simulation) => {
          const file = `${simulation.world.identFile}.other`;
          await otherClinic(simulation, file, seed);
          try {
            await meet(simulation, file, lost);
          } finally {
            rmSync(file, { force: true });
          }
        },
      ),
  ),
  fc.constantFrom('auto' as const, 'deep' as const).map(
    (mode) =>
      new Event(
        `IDENT: everybody gets one name for a while, ${mode} pass, no mass change allowed`,
        async (simulation) => {
          const before = simulation.persons();
          simulation.world.sql(
            `update Persons set Surname = 'Иванов', Name = 'Иван', Patronymic = 'Иванович', DateTimeChanged = ${now}`,
          );
          await simulation.pass(mode, { guarded: true });
          for (const row of before) {
            simulation.world.sql(
              `update Persons set Surname = ?, Name = ?, Patronymic = ?, DateTimeChanged = ${now} where ID = ?`,
              ...(['Surname', 'Name', 'Patronymic', 'ID'].map((name) => row[name]) as never[]),
            );
          }
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
  const common = commonIn(simulation);
  const [a, b] = [first, second].map((id) => evidenceIn(simulation.person(id)));
  if (a === undefined || b === undefined || !areTwo(a, b, common)) return [];
  const found: number[] = [];
  for (const [patient, comes] of [
    [first, b],
    [second, a],
  ] as const) {
    const contact = await simulation.settledContactOf(patient);
    if (contact !== null && isStranger(simulation, contact, comes, common)) found.push(contact);
  }
  return found;
}

const commonIn = (simulation: Simulation, file?: string): ReadonlySet<string> =>
  commonPhones([
    ...simulation.persons(file).map(evidenceIn),
    ...simulation.contacts.flatMap((contact) => evidenceOf(simulation, contact) ?? []),
  ]);

function isStranger(
  simulation: Simulation,
  contact: number,
  person: Evidence,
  common: ReadonlySet<string>,
): boolean {
  const held = evidenceOf(simulation, contact);
  return held !== null && areTwo(held, person, common);
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

async function otherClinic({ world }: Simulation, file: string, seed: number): Promise<void> {
  const release = world.clock.hold();
  const connection = await openWritable({ client: 'sqlite', file }, { log: world.log });
  await createSampleDatabase(connection, { patients: 12, seed });
  await connection.close();
  release();
}

/** A state that is there refuses it; without one, what the contacts hold is all that can tell. */
async function meet(simulation: Simulation, file: string, lost: boolean): Promise<void> {
  const theirs = new Map(
    simulation.persons(file).map((row) => [Number(row['ID']), evidenceIn(row)]),
  );
  const carrying = simulation.contacts.flatMap((contact) => {
    const person = theirs.get(simulation.carries(contact) ?? -1);
    return person ? [{ contact, person }] : [];
  });
  const common = commonIn(simulation, file);
  const strangers = carrying
    .filter(({ contact, person }) => isStranger(simulation, contact, person, common))
    .map(({ contact }) => contact);
  // With fewer of them it might as well be the right one.
  if (strangers.length < 3 || strangers.length <= carrying.length * 0.6) return;
  if (lost) await simulation.loseState();
  else if (!(await simulation.knowsDatabase())) return;
  await unharmed(simulation, strangers, () =>
    simulation.pass('auto', { guarded: true, database: file }),
  );
}
