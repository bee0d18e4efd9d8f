import { priceIdOn, staffBase } from '../clinic.ts';
import type { Rows } from '../schema.ts';
import { line, payment, plan } from './plans.ts';

/** What patient 1 came for: two visits, and one that is planned. */
export const firstVisits: Rows = {
  Receptions: [
    visit(16, '2023-01-15', 'done'),
    visit(17, '2025-09-02', 'done'),
    { ...visit(18, '2026-06-20', 'planned'), ID_ReceptionsTransferFrom: 19 },
    // Moved to the 20th; and one that nobody came to.
    cancelled(19, '2026-06-15', 4),
    cancelled(20, '2025-11-10', 1),
  ],
  Orders: [order(32, 16, '2023-01-15'), order(34, 17, '2025-09-02')],
  OrderServiceRelation: [
    service(128, 32, priceIdOn(1, -1233), 1, null),
    service(129, 32, priceIdOn(9, -1233), 1, '100.50'),
    { ...service(136, 34, priceIdOn(12, -272), 2, '0.00'), ID_TreatmentPlanElementRelations: 3 },
  ],
  // Two lines, of which the second is done.
  TreatmentPlans: [plan(2, 1)],
  TreatmentPlanElements: [
    { ID: 2, Price: '12000.00' },
    { ID: 3, Price: '4000.00' },
  ],
  TreatmentPlanElementRelations: [line(2, 2, '500.00'), line(3, 2, null)],
  PaymentsIn: [payment(2, 1, '5000.00'), payment(3, 1, '2500.50')],
};

function cancelled(ID: number, date: string, reason: number) {
  return { ...visit(ID, date, 'planned'), ID_ReceptionCancelReasons: reason };
}

function visit(ID: number, date: string, fate: 'done' | 'planned') {
  const at = (time: string): string | null => (fate === 'done' ? `${date} ${time}` : null);
  return {
    ID,
    ID_Patients: 1,
    ID_Staffs: staffBase + 2,
    ID_Armchairs: 1,
    PlanStart: `${date} 10:00:00`,
    PlanEnd: `${date} 11:00:00`,
    PatientAppeared: at('09:52:00'),
    ReceptionStarted: at('10:03:00'),
    ReceptionEnded: at('10:58:00'),
    ReceptionCanceled: null,
    CheckIssued: at('11:05:00'),
    ID_ReceptionCancelReasons: null,
    Comment: null,
    DateTimeAdded: '2023-01-10 12:10:00',
    DateTimeChanged: '2023-01-10 12:10:00',
  };
}

function order(ID: number, ID_Receptions: number, date: string) {
  return {
    ID,
    ID_Receptions,
    ID_OwnCompanies: 1,
    DateTimeOrder: `${date} 10:55:00`,
    DateTimeBillFormed: `${date} 11:05:00`,
  };
}

function service(
  ID: number,
  ID_Orders: number,
  ID_ServicePrices: number,
  CountService: number,
  DiscountSum: string | null,
) {
  return {
    ID,
    ID_Orders,
    ID_ServicePrices,
    CountService,
    DiscountSum,
    ID_TreatmentPlanElementRelations: null,
  };
}
