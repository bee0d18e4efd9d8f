import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { State } from '../../../src/state/open-state.ts';
import { forgetPatient } from '../../../src/sync/command/forget.ts';
import { fieldTypes } from '../../support/expected/mirror.ts';
import { shape } from '../../support/state/random-state.ts';
import { World } from '../../support/world.ts';
import type { WorldOptions } from '../../support/world-options.ts';

/** A world in which all patients stand in amoCRM. */
export const loaded = (options: WorldOptions = {}) => World.loaded({ patients: 3, ...options });

export async function forget(world: World, id = 1, state: State = world.state) {
  const ident = await world.ident();
  try {
    return await forgetPatient({ ...world.setup(ident), state }, id as PatientId);
  } finally {
    await ident.close();
  }
}

export const seen = (world: World, id: number) =>
  world.contacts().find((contact) => contact.id === id);

export const ourFields = (world: World, id: number) =>
  Object.keys(seen(world, id)?.fields ?? {}).filter((name) => Object.hasOwn(fieldTypes, name));

/** Rows of the state, by table, that name a patient. */
export async function rowsNaming(
  { state }: World,
  patientId: number,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { name, columns } of await shape()) {
    if (!columns.some((column) => column.name === 'patient_id')) continue;
    const rows = await state.db
      .selectFrom(name as 'links') // one of those that name patients
      .select('patient_id')
      .where('patient_id', '=', patientId as PatientId)
      .execute();
    if (rows.length > 0) counts[name] = rows.length;
  }
  return counts;
}
