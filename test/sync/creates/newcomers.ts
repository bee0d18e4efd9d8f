import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { World } from '../../support/world.ts';

export const path = '^/api/v4/contacts$';

export const creates = { method: 'POST', path };

export const ids = (...patients: readonly number[]) => patients as PatientId[];

export const loaded = (patients = 6) => World.loaded({ patients, sync: { batchSize: 3 } });

export const newcomers = (world: World, ...patients: readonly number[]) => {
  for (const id of patients) world.addPatient(id, { Name: 'Анна', Surname: `Белова${id}` });
};
