import type {
  CalendarDate,
  Decimal,
  Patient,
  PatientId,
  WallClock,
} from '../../src/contact/patient.ts';

/** A patient with every cell filled; tests say what differs. */
export function aPatient(changes: Partial<Patient> = {}): Patient {
  return {
    id: 1 as PatientId,
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

/** A patient of whom nothing is known here but the id. */
export function anUnknownPatient(): Patient {
  const patient = aPatient();
  return Object.fromEntries(
    Object.keys(patient).map((key) => [key, key === 'id' ? patient.id : undefined]),
    // The keys are those of a Patient, and each value but the id may be undefined.
  ) as unknown as Patient;
}

/** A patient whose every cell is NULL. */
export function anEmptyPatient(): Patient {
  const patient = aPatient();
  return Object.fromEntries(
    Object.keys(patient).map((key) => [key, key === 'id' ? patient.id : null]),
    // As above, with null.
  ) as unknown as Patient;
}
