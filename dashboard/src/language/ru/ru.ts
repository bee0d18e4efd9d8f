import { cohortRu } from './cohort.ts';
import { fieldsRu } from './fields.ts';
import { fleetRu } from './fleet.ts';
import { frameRu } from './frame.ts';
import { outsideRu } from './outside.ts';
import { overviewRu } from './overview.ts';
import { patientRu } from './patient.ts';
import { rejectedRu } from './rejected.ts';
import { runsRu } from './runs.ts';
import { settingsRu } from './settings.ts';
import { setupRu } from './setup/setup.ts';
import { visitsRu } from './visits.ts';

/** All that the page says; Russian is the original. Plural forms are i18next's: `_one`, `_few`, `_many`. */
export const ru = {
  ...frameRu,
  ...fleetRu,
  ...overviewRu,
  ...outsideRu,
  ...runsRu,
  ...patientRu,
  ...visitsRu,
  ...cohortRu,
  ...rejectedRu,
  ...fieldsRu,
  ...setupRu,
  ...settingsRu,
};
