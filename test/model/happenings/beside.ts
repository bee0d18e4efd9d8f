import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { ClinicDatabase, makeDatabase } from '../clinic-database.ts';
import type { Simulation } from '../simulation.ts';
import { Event } from './event.ts';

/** Who else writes to the account: the same clinic installed twice, and another clinic's installation. */
export const beside = [
  fc
    .constantFrom('auto' as const, 'deep' as const)
    .map(
      (mode) =>
        new Event(`a second installation of the clinic, ${mode} pass`, (simulation) =>
          simulation.passBeside(mode),
        ),
    ),
  fc
    .integer({ min: 1_001, max: 2_000 })
    .map(
      (seed) =>
        new Event('another clinic’s installation meets the account', (simulation) =>
          another(simulation, seed),
        ),
    ),
] as const;

/** Ids that none of its sources knows are told of before anything is written; a few may be somebody's mistakes. */
async function another(simulation: Simulation, seed: number): Promise<void> {
  const { world, wrong } = simulation;
  const ours = simulation.contacts.filter((contact) => simulation.carries(contact) !== null);
  if (ours.length <= 3) return;
  const file = `${world.identFile}.third`;
  await makeDatabase(world, file, { patients: 5, seed });
  const before = world.writes().length;
  await simulation.passBeside('auto', [new ClinicDatabase(3, file)]);
  rmSync(file, { force: true });
  const written = world.writes().slice(before);
  if (written.length > 0) wrong.push(`I3 another clinic’s installation sent ${written.join(', ')}`);
}
