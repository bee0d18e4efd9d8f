import { actionsRu } from './ru/daily/actions.ts';
import { alertsRu } from './ru/daily/alerts.ts';
import { fleetRu } from './ru/daily/fleet.ts';
import { forgetRu } from './ru/daily/forget.ts';
import { healthcheckRu } from './ru/daily/healthcheck.ts';
import { passwordRu } from './ru/daily/password.ts';
import { rejectedRu } from './ru/daily/rejected.ts';
import { serviceRu } from './ru/daily/service.ts';
import { stateRu } from './ru/daily/state.ts';
import { statusRu } from './ru/daily/status.ts';
import { usersRu } from './ru/daily/users.ts';
import { frameRu } from './ru/frame.ts';
import { logRu } from './ru/log.ts';
import { sandboxRu } from './ru/sandbox.ts';
import { authRu } from './ru/start/auth.ts';
import { completionRu } from './ru/start/completion.ts';
import { databaseRu } from './ru/start/database.ts';
import { demoRu } from './ru/start/demo.ts';
import { demoFleetRu } from './ru/start/demo-fleet.ts';
import { demoVisitsRu } from './ru/start/demo-visits.ts';
import { doctorRu } from './ru/start/doctor.ts';
import { fieldsRu } from './ru/start/fields.ts';
import { passRu } from './ru/start/pass.ts';
import { patientRu } from './ru/start/patient.ts';
import { visitsRu } from './ru/start/visits.ts';

export const ru = {
  ...frameRu,
  ...authRu,
  ...databaseRu,
  ...completionRu,
  ...doctorRu,
  ...fieldsRu,
  ...passRu,
  ...passwordRu,
  ...patientRu,
  ...visitsRu,
  ...statusRu,
  ...usersRu,
  ...serviceRu,
  ...healthcheckRu,
  ...alertsRu,
  ...actionsRu,
  ...rejectedRu,
  ...forgetRu,
  ...fleetRu,
  ...stateRu,
  ...sandboxRu,
  ...logRu,
  ...demoRu,
  ...demoFleetRu,
  ...demoVisitsRu,
};
