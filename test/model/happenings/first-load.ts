import fc from 'fast-check';
import { askFirstLoad, beginFirstLoad, unaskedSources } from '../../../src/clinic/first-load.ts';
import type { SourceNumber } from '../../../src/contact/model/patient-key.ts';
import type { ClinicDatabase } from '../clinic-database.ts';
import type { Simulation } from '../simulation.ts';
import { Event } from './event.ts';

/** A person says that the patients of all databases there are by now are to be carried over. */
export const begin = ({ world: { state, clock }, databases }: Simulation): Promise<void> =>
  beginFirstLoad({ state, clock, sources: databases }, 'cli');

export const inFirstLoad = [
  fc.constant(new Event('a person begins the first load', begin)),
] as const;

/** Whose patients nobody has asked for. Whoever runs a command with a file of his own asks for those of that file. */
export async function waitingFor(
  { world: { state, clock }, databases, circumstances }: Simulation,
  settings: readonly ClinicDatabase[] | undefined,
): Promise<ReadonlySet<SourceNumber>> {
  if (settings === undefined) {
    const policy = circumstances.firstLoad === 'start' ? 'start' : 'ask';
    return await unaskedSources({ state, clock, sources: databases }, policy);
  }
  await askFirstLoad({ state, clock, sources: settings });
  return new Set();
}

/** Nothing is written to the contacts of patients whose database waits for a person's word, and none is made. */
export function waitingWatch(
  simulation: Simulation,
  waiting: ReadonlySet<SourceNumber>,
): () => readonly string[] {
  const mark = simulation.world.mark();
  return () => {
    if (waiting.size === 0) return [];
    const written = (simulation.world.sandbox.journal?.entries ?? []).filter(
      ({ seq, source, fieldName }) => seq > mark && source === 'api' && fieldName !== 'tags',
    );
    const theirs = new Set(
      simulation.patients.flatMap(({ of, text }) => (waiting.has(of.number) ? [text] : [])),
    );
    return [...new Set(written.map(({ contactId }) => contactId))]
      .filter((contact) => theirs.has(simulation.carries(contact) ?? ''))
      .map((contact) => `contact ${contact} was written before anybody asked for its database`);
  };
}
