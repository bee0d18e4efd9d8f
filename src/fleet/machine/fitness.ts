import { folded } from '../../config/file/names.ts';
import type { OwnClinic, OwnRead } from '../clinic/own-clinics.ts';
import type { KnownClinic } from '../tables/clinic-rows.ts';

/** Whether this machine may make a clinic's passes. */
export interface Fitness {
  readonly known: KnownClinic;
  /** Null: the file does not name it, or what it says cannot be read. */
  readonly own: OwnClinic | null;
  /** Why it may not; null: it may. */
  readonly fault: string | null;
}

/** What is no error's code. */
export const faults = {
  notInFile: 'NOT_IN_FILE',
  differs: 'FLEET_DIFFERS',
  schemaMoved: 'FLEET_SCHEMA_MOVED',
} as const;

/**
 * Compares the fleet with this machine's file: where both do not say the same of a clinic, its passes are other machines'.
 *
 * @param unfit what this machine has met with a clinic, by number: a key that does not fit
 */
export function fitness(
  fleet: readonly KnownClinic[],
  file: readonly OwnRead[],
  unfit: ReadonlyMap<number, string>,
): readonly Fitness[] {
  const byName = new Map(file.map((read) => [folded(read.name), read]));
  return fleet.map((known) => {
    const read = byName.get(folded(known.name));
    if (read === undefined) return { known, own: null, fault: faults.notInFile };
    if ('fault' in read) return { known, own: null, fault: read.fault };
    const own = read.clinic;
    // Another schema is another state: no agreement of machines makes it this clinic's.
    if (own.identity.schema !== known.schema)
      return { known, own: null, fault: faults.schemaMoved };
    const fault = own.digest === known.digest ? (unfit.get(known.number) ?? null) : faults.differs;
    return { known, own, fault };
  });
}

/** Names of the file that nobody has added to the fleet. */
export function notAdded(
  fleet: readonly KnownClinic[],
  file: readonly OwnRead[],
): readonly string[] {
  const known = new Set(fleet.map(({ name }) => folded(name)));
  return file.map(({ name }) => name).filter((name) => !known.has(folded(name)));
}
