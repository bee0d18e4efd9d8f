import { cohortEn } from './cohort.ts';
import { fieldsEn } from './fields.ts';
import { fleetEn } from './fleet.ts';
import { frameEn } from './frame.ts';
import { outsideEn } from './outside.ts';
import { overviewEn } from './overview.ts';
import { patientEn } from './patient.ts';
import { rejectedEn } from './rejected.ts';
import { runsEn } from './runs.ts';
import { settingsEn } from './settings.ts';
import { setupEn } from './setup/setup.ts';
import { visitsEn } from './visits.ts';

/** All that the page says; in English; the same keys as the Russian, with the plural forms of English. */
export const en = {
  ...frameEn,
  ...fleetEn,
  ...overviewEn,
  ...outsideEn,
  ...runsEn,
  ...patientEn,
  ...visitsEn,
  ...cohortEn,
  ...rejectedEn,
  ...fieldsEn,
  ...setupEn,
  ...settingsEn,
};
