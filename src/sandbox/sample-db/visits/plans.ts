import type { GivenRow, Rows } from '../schema.ts';
import { moment } from '../wall-clock.ts';

const plansPerPatient = 2;

/**
 * Consent, plans of treatment and payments of patient `k`. They follow from `k` alone: nothing is drawn for them, so that
 * all else stays as it was without them.
 */
export function plansOf(k: number): Rows {
  const plans = k % 24 === 12 ? 2 : k % 4 === 0 ? 1 : 0;
  const ids = Array.from({ length: plans }, (_, at) => k * plansPerPatient + at);
  return {
    TreatmentPlans: ids.map((ID) => plan(ID, k)),
    TreatmentPlanElements: ids.map((ID) => ({ ID, Price: `${(k % 7) + 3}500.00` })),
    TreatmentPlanElementRelations: ids.map((ID) => line(ID, ID, k % 5 === 0 ? '250.50' : null)),
    PaymentsIn: k % 3 === 0 ? [payment(k * plansPerPatient, k, `${k % 9}000.50`)] : [],
  };
}

/** Three of them each way: consents, does not, was never asked. */
export const consentOf = (k: number): 0 | 1 | null => ([1, 0, null] as const)[k % 3] ?? null;

export function plan(ID: number, patient: number): GivenRow<'TreatmentPlans'> {
  const at = moment(-90, 600);
  return {
    ID,
    ID_Patients: patient,
    Name: 'План лечения',
    IsActive: 1,
    DateTimeAdded: at,
    DateTimeChanged: at,
  };
}

export function line(
  ID: number,
  planId: number,
  DiscountSum: string | null,
): GivenRow<'TreatmentPlanElementRelations'> {
  const at = moment(-90, 605);
  return {
    ID,
    ID_TreatmentPlans: planId,
    ID_TreatmentPlanElements: ID,
    DiscountSum,
    DateTimeAdded: at,
    DateTimeChanged: at,
  };
}

export function payment(ID: number, patient: number, Payment: string): GivenRow<'PaymentsIn'> {
  const at = moment(-60, 700);
  return {
    ID,
    ID_Patients: patient,
    Payment,
    DateTimePayment: at,
    DateTimeAdded: at,
    DateTimeChanged: at,
  };
}
