import { actionsEn } from './en/daily/actions.ts';
import { alertsEn } from './en/daily/alerts.ts';
import { fleetEn } from './en/daily/fleet.ts';
import { forgetEn } from './en/daily/forget.ts';
import { healthcheckEn } from './en/daily/healthcheck.ts';
import { passwordEn } from './en/daily/password.ts';
import { rejectedEn } from './en/daily/rejected.ts';
import { serviceEn } from './en/daily/service.ts';
import { stateEn } from './en/daily/state.ts';
import { statusEn } from './en/daily/status.ts';
import { usersEn } from './en/daily/users.ts';
import { frameEn } from './en/frame.ts';
import { logEn } from './en/log.ts';
import { sandboxEn } from './en/sandbox.ts';
import { authEn } from './en/start/auth.ts';
import { completionEn } from './en/start/completion.ts';
import { databaseEn } from './en/start/database.ts';
import { demoEn } from './en/start/demo.ts';
import { demoFleetEn } from './en/start/demo-fleet.ts';
import { demoVisitsEn } from './en/start/demo-visits.ts';
import { doctorEn } from './en/start/doctor.ts';
import { fieldsEn } from './en/start/fields.ts';
import { passEn } from './en/start/pass.ts';
import { patientEn } from './en/start/patient.ts';
import { visitsEn } from './en/start/visits.ts';
import type { ru } from './ru.ts';

export const en: typeof ru = {
  ...frameEn,
  ...authEn,
  ...databaseEn,
  ...completionEn,
  ...doctorEn,
  ...fieldsEn,
  ...passEn,
  ...passwordEn,
  ...patientEn,
  ...visitsEn,
  ...statusEn,
  ...usersEn,
  ...serviceEn,
  ...healthcheckEn,
  ...alertsEn,
  ...actionsEn,
  ...rejectedEn,
  ...forgetEn,
  ...fleetEn,
  ...stateEn,
  ...sandboxEn,
  ...logEn,
  ...demoEn,
  ...demoFleetEn,
  ...demoVisitsEn,
};
