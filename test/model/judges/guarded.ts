import type { JournalEntry } from '../../../src/sandbox/log/journal.ts';
import type { Simulation } from '../simulation.ts';

/** So many patients may get one and the same name in a pass; beyond that a person is asked. */
const mostOfOneName = 10;

/** I9: what a pass did that nobody allowed a mass change. */
export async function guardWatch(simulation: Simulation): Promise<() => readonly string[]> {
  const { world } = simulation;
  const before = marks(simulation);
  // For a deep pass and, as large again, for those between its pages or when it begins anew.
  const { links } = world.state;
  const ofEach = simulation.databases.map(({ number }) => links.count(undefined, number));
  const most = (await Promise.all(ofEach))
    .map((count) => 2 * Math.max(1, Math.floor(count * 0.15)))
    .reduce((sum, one) => sum + one, 0);
  const mark = world.mark();
  return () => {
    const wrong: string[] = [];
    const removed = marks(simulation) - before;
    if (removed > most) wrong.push(`I9 ${removed} removals in one pass`);
    // What puts a person's edit back is a matter of policy.
    const names = (world.sandbox.journal?.entries ?? []).filter(
      (entry) =>
        entry.seq > mark &&
        entry.source === 'api' &&
        entry.method === 'PATCH' &&
        entry.fieldName === 'name' &&
        nameBefore(simulation, entry)?.source !== 'person',
    );
    for (const [name, entries] of Map.groupBy(names, ({ after }) => after)) {
      // A mass is one within a source; an update that was carried out late is repeated: one contact may be named twice.
      const named = [...new Set(entries.map(({ contactId }) => contactId))];
      const sources = Map.groupBy(named, (id) => sourceOf(simulation.carries(id)));
      for (const { length } of sources.values()) {
        if (length > mostOfOneName)
          wrong.push(`I9 ${length} contacts were named ${JSON.stringify(name)}`);
      }
    }
    return wrong;
  };
}

const sourceOf = (patient: string | null): string => patient?.match(/^(\d+):/)?.[1] ?? '1';

/** Who wrote the name that this write replaced. */
const nameBefore = ({ world }: Simulation, { contactId, seq }: JournalEntry) =>
  world.sandbox.journal
    ?.ofContact(contactId)
    .findLast((entry) => entry.fieldName === 'name' && entry.seq < seq);

/** How often a contact of a patient that IDENT does not show any more was marked by us. */
function marks(simulation: Simulation): number {
  const { crm, journal } = simulation.world.sandbox;
  const there = new Set(simulation.patients.map(({ text }) => text));
  const status = crm.fields().find(({ name }) => name === 'Статус пациента');
  const gone = status?.enums?.find(({ value }) => value === 'Удален')?.id;
  return (journal?.entries ?? []).filter(
    ({ source, method, fieldName, after, contactId }) =>
      source === 'api' &&
      method === 'PATCH' &&
      fieldName === 'Статус пациента' &&
      JSON.stringify(after).includes(`"enum_id":${gone}`) &&
      simulation.everCarried(contactId).every((patient) => !there.has(patient)),
  ).length;
}
