import type { BranchChoice } from '../../../src/ident/branches/branch-choice.ts';
import { Bookings } from '../../support/bookings.ts';
import { World } from '../../support/world.ts';

export const main = 'Главный филиал';

export const sokol = 'Филиал на Соколе';

export const chosen = (...names: readonly string[]): BranchChoice => ({
  names,
  withoutVisits: false,
});

/** Patients 1 to 8: two of each branch, one whose booking is cancelled, one who was nowhere. */
export async function clinic(branches: BranchChoice | undefined) {
  const world = await World.open({ patients: 8 });
  const bookings = new Bookings(world.identFile);
  bookings.only([
    { patient: 1, branch: 1 },
    { patient: 2, branch: 1, ordered: 2 },
    { patient: 3, branch: 2 },
    { patient: 4, branch: 2, ordered: 2 },
    { patient: 5, branch: 3 },
    { patient: 6, branch: null },
    { patient: 7, branch: 1, cancelled: true },
  ]);
  world.branches = branches;
  return {
    world,
    bookings,
    carried: () =>
      world
        .contacts()
        .map(({ fields }) => Number(fields['ID пациента IDENT']))
        .toSorted((a, b) => a - b),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
