import { fleetEn } from './en/daily/fleet.ts';
import { patientsEn } from './en/daily/patients.ts';
import { peopleEn } from './en/daily/people.ts';
import { serviceEn } from './en/daily/service.ts';
import { stateEn } from './en/daily/state.ts';
import { statusEn } from './en/daily/status.ts';
import { frameEn } from './en/frame.ts';
import { logEn } from './en/log.ts';
import { sandboxEn } from './en/sandbox.ts';
import { databaseEn } from './en/start/database.ts';
import { demoEn } from './en/start/demo.ts';
import { passEn } from './en/start/pass.ts';
import { setUpEn } from './en/start/set-up.ts';
import { visitsEn } from './en/start/visits.ts';
import type { ru } from './ru.ts';

export const en: typeof ru = {
  ...frameEn,
  ...setUpEn,
  ...databaseEn,
  ...passEn,
  ...visitsEn,
  ...statusEn,
  ...peopleEn,
  ...serviceEn,
  ...patientsEn,
  ...fleetEn,
  ...stateEn,
  ...sandboxEn,
  ...logEn,
  ...demoEn,
};
