import { alertsEn } from './en/alerts.ts';
import { authEn } from './en/auth.ts';
import { databaseEn } from './en/database.ts';
import { demoEn } from './en/demo.ts';
import { doctorEn } from './en/doctor.ts';
import { fieldsEn } from './en/fields.ts';
import { forgetEn } from './en/forget.ts';
import { frameEn } from './en/frame.ts';
import { healthcheckEn } from './en/healthcheck.ts';
import { passEn } from './en/pass.ts';
import { passwordEn } from './en/password.ts';
import { patientEn } from './en/patient.ts';
import { rejectedEn } from './en/rejected.ts';
import { sandboxEn } from './en/sandbox.ts';
import { serviceEn } from './en/service.ts';
import { stateEn } from './en/state.ts';
import { statusEn } from './en/status.ts';
import type { ru } from './ru.ts';

export const en: typeof ru = {
  ...frameEn,
  ...authEn,
  ...databaseEn,
  ...doctorEn,
  ...fieldsEn,
  ...passEn,
  ...passwordEn,
  ...patientEn,
  ...statusEn,
  ...serviceEn,
  ...healthcheckEn,
  ...alertsEn,
  ...rejectedEn,
  ...forgetEn,
  ...stateEn,
  ...sandboxEn,
  ...demoEn,
};
