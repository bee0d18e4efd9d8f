import { alertsRu } from './ru/alerts.ts';
import { authRu } from './ru/auth.ts';
import { databaseRu } from './ru/database.ts';
import { demoRu } from './ru/demo.ts';
import { doctorRu } from './ru/doctor.ts';
import { fieldsRu } from './ru/fields.ts';
import { forgetRu } from './ru/forget.ts';
import { frameRu } from './ru/frame.ts';
import { healthcheckRu } from './ru/healthcheck.ts';
import { passRu } from './ru/pass.ts';
import { passwordRu } from './ru/password.ts';
import { patientRu } from './ru/patient.ts';
import { rejectedRu } from './ru/rejected.ts';
import { sandboxRu } from './ru/sandbox.ts';
import { serviceRu } from './ru/service.ts';
import { stateRu } from './ru/state.ts';
import { statusRu } from './ru/status.ts';

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
