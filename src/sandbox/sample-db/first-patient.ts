import { patientStatus, priceIdOn, staffBase } from './clinic.ts';
import type { Rows } from './schema.ts';

/** Patient 1, the same for every seed: an ordinary adult with everything filled, whom documents and tests can name. */
export const firstPatientRows: Rows = {
  Persons: [
    {
      ID: 1,
      Surname: 'Иванов',
      Name: 'Иван',
      Patronymic: 'Иванович',
      Birthday: '1985-05-15',
      MobilePhone: '+7 (925) 123-45-67',
      Phone: '8 (495) 765-43-21',
      Email: 'ivanov@email.com',
      Sex: 1,
      City: 'Москва',
      Address: 'Москва, ул. Ленинская, д. 10, кв. 25',
      INN: '500100732259',
      SNILS: '112-233-445 95',
      Passport: '45 10 123456 выдан ОВД «Сокол» 20.05.2005',
      DateTimeChanged: '2026-05-20 14:30:00',
    },
  ],
  Patients: [
    {
      ID_Persons: 1,
      CardNumber: 'CARD001',
      PatientNumber: 'PAT001',
      Comment: 'Аллергия на лидокаин.\r\nПредпочитает вечернее время',
      Status: patientStatus.active,
      DiscountPercent: '5.00',
      Advance: '1500.50',
      Debt: '250.00',
      SmsRefusal: 1,
      ID_AdSources: 1,
      DateTimeAdded: '2023-01-10 12:05:00',
      DateTimeChanged: '2026-05-21 09:15:30.500',
    },
  ],
  Receptions: [
    visit(16, '2023-01-15', 'done'),
    visit(17, '2025-09-02', 'done'),
    visit(18, '2026-06-20', 'planned'),
  ],
  Orders: [order(32, 16, '2023-01-15'), order(34, 17, '2025-09-02')],
  OrderServiceRelation: [
    service(128, 32, priceIdOn(1, -1233), 1, null),
    service(129, 32, priceIdOn(9, -1233), 1, '100.50'),
    service(136, 34, priceIdOn(12, -272), 2, '0.00'),
  ],
};

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
