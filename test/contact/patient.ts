import { patientInputs } from '../../src/contact/model/inputs.ts';
import {
  type CalendarDate,
  type Decimal,
  type Patient,
  unknownPatient,
  type WallClock,
} from '../../src/contact/model/patient.ts';
import type { PatientId } from '../../src/contact/model/patient-key.ts';

/** A patient with every cell filled that tests speak of; they say what differs. */
export function aPatient(changes: Partial<Patient> = {}): Patient {
  return {
    ...unknownPatient(1 as PatientId),
    surname: 'Орлова',
    name: 'Алёна',
    patronymic: 'Игоревна',
    parentName: null,
    birthday: '1985-06-15' as CalendarDate,
    sex: 'female',
    mobilePhone: '8 (925) 123-45-67',
    phone: '8 495 123-45-67 доб. 12',
    email: 'Alena@Example.ru',
    cardNumber: 'A-12',
    comment: 'Боится уколов',
    patientNumber: '00017',
    status: 'active',
    archiveReason: null,
    branch: 'На Ленина',
    city: 'Тверь',
    inn: '690100000001',
    snils: '112-233-445 95',
    passport: '2804 123456',
    firstVisit: '2019-03-01' as CalendarDate,
    visits: 4,
    visitsSum: '10500.5' as Decimal,
    discount: '5' as Decimal,
    advance: '0' as Decimal,
    debt: '1200' as Decimal,
    smsRefusal: false,
    changedAt: '2024-05-20T09:30:15' as WallClock,
    address: 'ул. Ленина, 1',
    source: 'Сайт',
    ...changes,
  };
}

/** A patient whose every cell is NULL. */
export const anEmptyPatient = (): Patient => ({
  ...unknownPatient(1 as PatientId),
  ...Object.fromEntries(patientInputs.map((input) => [input, null])),
});
