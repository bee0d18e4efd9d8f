import fc from 'fast-check';
import type { BranchChoice } from '../../../src/ident/branches/branch-choice.ts';
import { type Booking, Bookings } from '../../support/bookings.ts';
import type { ClinicDatabase } from '../clinic-database.ts';
import type { Simulation } from '../simulation.ts';
import { Event, index, pick } from './event.ts';

/** The branches of the sample clinic, by their keys there. */
const names = ['Главный филиал', 'Филиал на Соколе', 'ИП Белова А. С.'] as const;

const choice: fc.Arbitrary<BranchChoice | undefined> = fc.option(
  fc.record({
    names: fc.subarray([...names], { minLength: 1, maxLength: 2 }),
    withoutVisits: fc.boolean(),
  }),
  { nil: undefined, freq: 2 },
);

/** Which branches are written, and who is booked where. */
export const inBranches = [
  choice.map(
    (choice) =>
      new Event(`BRANCHES: ${choice ? JSON.stringify(choice) : 'all'}`, ({ world }) => {
        world.branches = choice;
      }),
  ),
  fc.tuple(index, fc.constantFrom<Booking['branch']>(1, 2, 3, null)).map(
    ([at, branch]) =>
      new Event(`IDENT: patient #${at} is booked in branch ${branch}`, (simulation) => {
        const patient = pick(simulation.patients, at);
        if (patient === undefined) return;
        new Bookings(patient.of.file).add({ patient: patient.id, branch });
      }),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`IDENT: all bookings of patient #${at} are cancelled`, (simulation) => {
        const patient = pick(simulation.patients, at);
        if (patient !== undefined) new Bookings(patient.of.file).cancel(patient.id);
      }),
  ),
] as const;

/** Whose contacts are left as they stand: patients of none of the chosen branches, as a second reading finds them. */
export function outside({ world, databases }: Simulation): ReadonlySet<string> {
  const { branches } = world;
  if (branches === undefined) return new Set();
  const chosen = branches.names.map((name) => (names as readonly string[]).indexOf(name) + 1);
  return new Set(
    databases.flatMap((database) => {
      const stays = Map.groupBy(staysIn(database), ({ patient }) => patient);
      return database.patients
        .filter(({ id }) => {
          const own = stays.get(id);
          if (own === undefined) return !branches.withoutVisits;
          return !own.some(({ branch }) => branch === null || chosen.includes(branch));
        })
        .map(({ text }) => text);
    }),
  );
}

/** Bookings that are not cancelled, and their orders. */
const staysIn = (database: ClinicDatabase) =>
  database
    .rows(
      `with booked as (
         select r.ID, r.ID_Patients as patient, a.ID_OwnCompanies as branch
         from Receptions r left join Armchairs a on a.ID = r.ID_Armchairs
         where r.ReceptionCanceled is null and r.ID_ReceptionCancelReasons is null)
       select patient, branch from booked
       union all
       select b.patient, coalesce(o.ID_OwnCompanies, b.branch) from Orders o join booked b on b.ID = o.ID_Receptions`,
    )
    .map(({ patient, branch }) => ({
      patient: Number(patient),
      branch: branch === null ? null : Number(branch),
    }));

/** Nothing is written to the contacts of those who are outside all the time. */
export function outsideWatch(simulation: Simulation): () => readonly string[] {
  const before = outside(simulation);
  const mark = simulation.world.mark();
  return () => {
    const all = outside(simulation);
    const still = new Set([...before].filter((text) => all.has(text)));
    if (still.size === 0) return [];
    const written = (simulation.world.sandbox.journal?.entries ?? []).filter(
      ({ seq, source, fieldName }) => seq > mark && source === 'api' && fieldName !== 'tags',
    );
    return [...new Set(written.map(({ contactId }) => contactId))]
      .filter((contact) => still.has(simulation.carries(contact) ?? ''))
      .map((contact) => `I3 contact ${contact} of another branch was written`);
  };
}
