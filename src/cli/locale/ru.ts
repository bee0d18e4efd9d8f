import { frameRu } from './ru/frame.ts';
import { sandboxRu } from './ru/sandbox.ts';
import { authRu } from './ru/start/auth.ts';
import { databaseRu } from './ru/start/database.ts';
import { demoRu } from './ru/start/demo.ts';
import { doctorRu } from './ru/start/doctor.ts';
import { fieldsRu } from './ru/start/fields.ts';
import { passRu } from './ru/start/pass.ts';
import { patientRu } from './ru/start/patient.ts';
import { alertsRu } from './ru/work/alerts.ts';
import { forgetRu } from './ru/work/forget.ts';
import { healthcheckRu } from './ru/work/healthcheck.ts';
import { passwordRu } from './ru/work/password.ts';
import { rejectedRu } from './ru/work/rejected.ts';
import { serviceRu } from './ru/work/service.ts';
import { stateRu } from './ru/work/state.ts';
import { statusRu } from './ru/work/status.ts';

export const ru = {
  ...frameRu,
  ...authRu,
  ...databaseRu,
  ...doctorRu,
  ...fieldsRu,
  ...passRu,
  ...passwordRu,
  ...patientRu,
  ...statusRu,
  ...serviceRu,
  ...healthcheckRu,
  ...alertsRu,
  ...rejectedRu,
  ...forgetRu,
  ...stateRu,
  ...sandboxRu,
  ...demoRu,
};
