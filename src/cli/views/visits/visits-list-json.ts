import { patientIdJson } from '../../../contact/model/patient-key.ts';
import { type NamedSource, sourceNameOf } from '../../../report/source-name.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import type { WaitingVisit } from '../../../state/visits/visit-looks.ts';
import type { RejectedVisit } from '../../../state/visits/visit-rejected.ts';
import type { ListedVisit } from '../../../sync/visits/standing/listed-visits.ts';
import type { VisitStanding } from '../../../sync/visits/standing/visit-standing.ts';
import { visitKeyText } from '../../../visits/visit-key.ts';

/** A visit as IDENT shows it, for programs: ids and codes, no values of a person. */
export function standingJson(standing: VisitStanding, sources: readonly NamedSource[]) {
  const { key, visit, stage, outcome } = standing;
  const { patient, start, branch } = visit.lead;
  return {
    visit: visitKeyText(key),
    start,
    stage,
    branch,
    outcome,
    ...patientJson(patient, sources),
    ...knownJson(standing),
  };
}

/** The same of one that the state alone tells of. */
export function listedJson(listed: ListedVisit, sources: readonly NamedSource[]) {
  const { visit, patientId } = listed;
  return {
    visit: visitKeyText(visit),
    ...patientJson(patientId, sources),
    ...knownJson(listed),
  };
}

function patientJson(patient: ListedVisit['patientId'] | null, sources: readonly NamedSource[]) {
  if (patient === null) return { patientId: null };
  const source = sourceNameOf(sources, patient);
  return { patientId: patientIdJson(patient), ...(source !== null && { source }) };
}

const knownJson = ({ deal, wait, rejected }: Pick<ListedVisit, 'deal' | 'wait' | 'rejected'>) => ({
  deal: deal === undefined ? null : dealJson(deal),
  waits: wait === undefined ? null : waitJson(wait),
  rejected: rejected === undefined ? null : rejectedJson(rejected),
});

const dealJson = ({ leadId: id, status, put, isTouched }: VisitDealRow) => ({
  id,
  status,
  put: put?.as ?? null,
  changedByPeople: isTouched,
});

/** A contact has no time: it is waited for until it is there. */
const waitJson = ({ for: what, since, at }: WaitingVisit) => ({
  for: what,
  since,
  until: what === 'contact' ? null : at,
});

const rejectedJson = ({ code, subject, firstAt, attempts, fingerprint }: RejectedVisit) => ({
  code,
  subject,
  firstAt,
  attempts,
  retrying: fingerprint === '',
});
