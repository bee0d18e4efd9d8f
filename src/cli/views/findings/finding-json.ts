import { patientIdJson } from '../../../contact/model/patient-key.ts';
import type { Finding } from '../../../state/record/findings.ts';

/** A finding with its patient's id as people know it. */
export const findingJson = <F extends Finding>({ patientId, ...rest }: F) => ({
  ...rest,
  patientId: patientId === null ? null : patientIdJson(patientId),
});
