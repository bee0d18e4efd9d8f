import { fleetRu } from './ru/daily/fleet.ts';
import { patientsRu } from './ru/daily/patients.ts';
import { peopleRu } from './ru/daily/people.ts';
import { serviceRu } from './ru/daily/service.ts';
import { stateRu } from './ru/daily/state.ts';
import { statusRu } from './ru/daily/status.ts';
import { frameRu } from './ru/frame.ts';
import { logRu } from './ru/log.ts';
import { sandboxRu } from './ru/sandbox.ts';
import { databaseRu } from './ru/start/database.ts';
import { demoRu } from './ru/start/demo.ts';
import { passRu } from './ru/start/pass.ts';
import { setUpRu } from './ru/start/set-up.ts';
import { visitsRu } from './ru/start/visits.ts';

export const ru = {
  ...frameRu,
  ...setUpRu,
  ...databaseRu,
  ...passRu,
  ...visitsRu,
  ...statusRu,
  ...peopleRu,
  ...serviceRu,
  ...patientsRu,
  ...fleetRu,
  ...stateRu,
  ...sandboxRu,
  ...logRu,
  ...demoRu,
};
