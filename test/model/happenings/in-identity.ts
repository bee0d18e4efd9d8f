import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { ClinicDatabase, type ModelPatient, makeDatabase } from '../clinic-database.ts';
import { areTwo, commonPhones, type Evidence, evidenceIn, evidenceOf } from '../judges/persons.ts';
import type { Simulation } from '../simulation.ts';
import { Event, index, pick } from './event.ts';

/** Whose patients these are: people under others' ids, others' databases under our numbers, one name for everybody. */
export const inIdentity = [
  fc.tuple(index, index, fc.constantFrom('auto' as const, 'deep' as const)).map(
    ([a, b, mode]) =>
      new Event(
        `IDENT: patients #${a} and #${b} are exchanged under their ids, ${mode} pass`,
        async (simulation) => {
          const first = pick(simulation.patients, a);
          const second = pick(first?.of.patients ?? [], b);
          if (first === undefined || second === undefined || first.id === second.id) return;
          const exchanged = await strangersOf(simulation, [first, second]);
          exchange(first, second);
          simulation.exchanged.add(first).add(second);
          await unharmed(simulation, exchanged, () => simulation.pass(mode));
        },
      ),
  ),
  fc.tuple(index, fc.integer({ min: 1_001, max: 2_000 }), fc.boolean()).map(
    ([at, seed, lost]) =>
      new Event(
        `a pass meets another clinic’s database under number #${at}${lost ? ', and the state is lost' : ''}`,
        async (simulation) => {
          const { databases, world } = simulation;
          const mistaken = pick(databases, at);
          if (mistaken === undefined) return;
          const other = new ClinicDatabase(mistaken.number, `${world.identFile}.other`);
          await makeDatabase(world, other.file, { patients: 12, seed });
          try {
            await meet(
              simulation,
              databases.map((one) => (one === mistaken ? other : one)),
              lost,
            );
          } finally {
            rmSync(other.file, { force: true });
          }
        },
      ),
  ),
  fc.boolean().map(
    (lost) =>
      new Event(
        `a pass meets the databases under each other’s numbers${lost ? ', and the state is lost' : ''}`,
        async (simulation) => {
          const { databases } = simulation;
          const files = databases.map(({ file }) => file).toReversed();
          if (files.length < 2) return;
          await meet(
            simulation,
            databases.map(({ number }, at) => new ClinicDatabase(number, files[at] ?? '')),
            lost,
          );
        },
      ),
  ),
  fc.constantFrom('auto' as const, 'deep' as const).map(
    (mode) =>
      new Event(
        `IDENT: everybody gets one name for a while, ${mode} pass, no mass change allowed`,
        async (simulation) => {
          const before = simulation.databases.map((database) => ({
            database,
            persons: database.persons(),
          }));
          for (const { database } of before) {
            database.sql(
              `update Persons set Surname = 'Иванов', Name = 'Иван', Patronymic = 'Иванович', DateTimeChanged = ${now}`,
            );
          }
          await simulation.pass(mode, { guarded: true });
          for (const { database, persons } of before) {
            for (const row of persons) {
              database.sql(
                `update Persons set Surname = ?, Name = ?, Patronymic = ?, DateTimeChanged = ${now} where ID = ?`,
                ...(['Surname', 'Name', 'Patronymic', 'ID'].map((name) => row[name]) as never[]),
              );
            }
          }
        },
      ),
  ),
] as const;

const now = "strftime('%Y-%m-%d %H:%M:%f','now','localtime')";

function exchange({ of: database, id: first }: ModelPatient, { id: second }: ModelPatient): void {
  const aside = -1;
  for (const [from, to] of [
    [first, aside],
    [second, first],
    [aside, second],
  ] as const) {
    database.sql('update Persons set ID = ? where ID = ?', to, from);
  }
  database.sql(`update Persons set DateTimeChanged = ${now} where ID in (?, ?)`, first, second);
}

/** Which contacts will stand under the id of somebody who is another person beyond doubt, when these two are exchanged. */
async function strangersOf(
  simulation: Simulation,
  [first, second]: readonly [ModelPatient, ModelPatient],
): Promise<readonly number[]> {
  const common = commonIn(simulation, simulation.databases);
  const [a, b] = [first, second].map(({ of, id }) => evidenceIn(of.person(id)));
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

const commonIn = (
  simulation: Simulation,
  databases: readonly ClinicDatabase[],
): ReadonlySet<string> =>
  commonPhones([
    ...databases.flatMap((database) => database.persons().map(evidenceIn)),
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
export async function unharmed<T>(
  { world, wrong }: Simulation,
  contacts: readonly number[],
  work: () => Promise<T>,
): Promise<T> {
  const mark = world.mark();
  const end = await work();
  for (const contact of contacts) {
    const written = (world.sandbox.journal?.ofContact(contact) ?? []).filter(
      ({ seq, source, fieldName }) => seq > mark && source === 'api' && fieldName !== 'tags',
    );
    if (written.length > 0) {
      const what = written.map(({ fieldName }) => fieldName).join(', ');
      wrong.push(`I3 contact ${contact} was written over with another person’s ${what}`);
    }
  }
  return end;
}

/** A state that is there refuses them; without one, what the contacts hold is all that can tell. */
async function meet(
  simulation: Simulation,
  settings: readonly ClinicDatabase[],
  lost: boolean,
): Promise<void> {
  const right = new Set(simulation.databases.map(({ file, number }) => `${number} ${file}`));
  const mistaken = settings.filter(({ file, number }) => !right.has(`${number} ${file}`));
  const common = commonIn(simulation, settings);
  const strangers = mistaken.map((database) => strangersUnder(simulation, database, common));
  // With fewer of them it might as well be the right one.
  if (strangers.some((contacts) => contacts.length === 0)) return;
  if (lost) await simulation.loseState();
  else if (!(await simulation.knowsDatabases())) return;
  const end = await unharmed(simulation, strangers.flat(), () =>
    simulation.pass('auto', { guarded: true, settings }),
  );
  // What amoCRM refuses may end the pass before it has noted whom it does without.
  if (lost || !simulation.allAnswer || end.startsWith('AMO_')) return;
  if (mistaken.length > 1) mustRefuse(simulation, end, 'SOURCE_NUMBER_CHANGED');
  else mustRefuse(simulation, (await leftOutBy(simulation, mistaken)) ?? end, 'OTHER_DATABASE');
}

/** One of several that is another database is gone without, and the pass goes on with the others; undefined: it was the only one. */
async function leftOutBy(
  { world }: Simulation,
  [mistaken]: readonly ClinicDatabase[],
): Promise<string | undefined> {
  if (mistaken === undefined) return undefined;
  return (await world.state.meta.of(mistaken.number).get('sourceAway'))?.code;
}

/** A state that knows its databases says so by itself, before people tell, and before amoCRM is asked for anything but a token. */
export function mustRefuse({ wrong }: Simulation, end: string, code: string): void {
  if (end !== code && !end.startsWith('AMO_'))
    wrong.push(`settings that the state knows to be wrong ended with ${end}, not with ${code}`);
}

/** Contacts that carry somebody else than this database has under its number; none where that is not beyond doubt. */
function strangersUnder(
  simulation: Simulation,
  database: ClinicDatabase,
  common: ReadonlySet<string>,
): readonly number[] {
  const theirs = new Map(
    database
      .persons()
      .map((row) => [database.patient(Number(row['ID'])).text, evidenceIn(row)] as const),
  );
  const carrying = simulation.contacts.flatMap((contact) => {
    const person = theirs.get(simulation.carries(contact) ?? '');
    return person ? [{ contact, person }] : [];
  });
  const strangers = carrying.filter(({ contact, person }) =>
    isStranger(simulation, contact, person, common),
  );
  const isBeyondDoubt = strangers.length >= 3 && strangers.length > carrying.length * 0.6;
  return isBeyondDoubt ? strangers.map(({ contact }) => contact) : [];
}
