import type { TokenSetting } from '../../amocrm/auth/given-token.ts';
import type { LeadId } from '../../amocrm/model/lead.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import type { Clock } from '../../clock.ts';
import type { AlertConfig } from '../../config/parts/alert-config.ts';
import type { ShownSettings } from '../../config/shown-settings.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { sourceNameOf } from '../../report/source-name.ts';
import type { Service } from '../../service/service.ts';
import type { State, StateReads } from '../../state/open-state.ts';
import type { Person } from '../../state/record/pauses.ts';
import type { CohortReport } from '../../visits/cohort/cohort-report.ts';
import type { Consent } from '../oauth/consent.ts';
import type { FieldsSeen } from './areas/setup/fields-seen.ts';
import type { CohortJob } from './areas/visits/cohort-job.ts';
import type { DeskTurn, IdentDesk } from './ident-desk.ts';
import type { PlanJob } from './plan-job.ts';

/** What the API shows and works on. */
export interface ApiTools {
  /** The one that the passes work with, the limit of amoCRM too. */
  readonly clinic: Clinic;
  readonly service: Service;
  /** What is only looked at in the clinic's state: by an address of its own, where there is one. */
  readonly reads: StateReads;
  /** Where the settings have an integration. */
  readonly consent: Consent | null;
  /** Where the settings have a long-lived token. */
  readonly tokenSetting: TokenSetting | null;
  readonly settings: () => ShownSettings;
  /** Who is told of troubles; null: nobody is, as in the demo. */
  readonly alerts: AlertConfig | null;
  /** Keeps other machines' questions to the clinic's database out; absent: there is no other one. */
  readonly turn?: DeskTurn | undefined;
  /** The visits that were counted last on whichever machine; absent: there is no other one. */
  readonly latestCohort?: () => Promise<CohortReport | null>;
}

/** The same, with what this process keeps beside the passes. */
export interface ApiParts extends ApiTools {
  readonly desk: IdentDesk;
  readonly fields: FieldsSeen;
  readonly plan: PlanJob;
  readonly cohort: CohortJob;
}

/** The card of a deal in amoCRM. */
export const dealUrl = ({ clinic }: Pick<ApiTools, 'clinic'>, id: LeadId): string =>
  `${clinic.line.baseUrl}/leads/detail/${id}`;

/** The database that a patient is of; null: the clinic has but one. */
export const sourceName = (
  { clinic }: Pick<ApiTools, 'clinic'>,
  id: PatientId | null,
): string | null => (id === null ? null : sourceNameOf(clinic.sources, id));

/** A patient, and the contact that is theirs, with its card in amoCRM. */
export const whose = <Id extends PatientId | null, Contact extends number | null>(
  { clinic }: Pick<ApiTools, 'clinic'>,
  patientId: Id,
  contactId: Contact,
) => ({
  patientId,
  source: sourceName({ clinic }, patientId),
  contactId,
  contactUrl: contactId && `${clinic.line.baseUrl}/contacts/detail/${contactId}`,
});

/** Of what was asked for with one more than there is room for: what is shown, and after which the next page begins. */
export function pageOf<Row extends { readonly id: number }>(found: readonly Row[], limit: number) {
  const page = found.slice(0, limit);
  return { page, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** A user of the page. */
export const byUser = (who: string | null): Person => ({ actor: 'dashboard', who });

/** Writes down what somebody did on the page. */
export async function record(
  { state, clock }: { readonly state: Pick<State, 'actions'>; readonly clock: Clock },
  who: string | null,
  action: string,
  subject: string | null = null,
): Promise<void> {
  await state.actions.add({ at: clock.now(), actor: byUser(who), action, subject });
}
