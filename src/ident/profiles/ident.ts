import type { ProfileSource } from './profile.ts';

/** Spellings of one meaning. */
const meaning = (to: string, ...spellings: readonly string[]) =>
  Object.fromEntries(spellings.map((spelling) => [spelling, to]));

/**
 * IDENT as clinics have it. Confirmed by several independent sources: names, birthday, mobile phone, card number,
 * parent, and all that is computed from receptions, orders and branches. All other names come from one source only
 * and were never confirmed: they are candidates, and what this database lacks is reported and left alone.
 *
 * First visit, visits, their sum and the branch are computed from confirmed tables before a guessed column is
 * believed: a reception is what the clinic really did.
 */
export const identProfile: ProfileSource = {
  name: 'ident',
  inputs: {
    surname: 'Persons.SurName',
    name: 'Persons.Name',
    patronymic: 'Persons.Patronymic',
    parentName: 'Patients.ParentSNP',
    birthday: 'Persons.Birthday',
    mobilePhone: 'Persons.MobilePhone',
    cardNumber: 'Patients.CardNumber',
    visits: 'completedReceptions.count',
    visitsSum: 'orders.sum',
    firstVisit: ['completedReceptions.firstDate', 'Patients.FirstVisit'],
    branch: ['lastReception.branch', 'Branches.Name via Patients.ID_Branches'],
    phone: ['Persons.Phone', 'Persons.HomePhone'],
    email: ['Persons.Email', 'Patients.Email'],
    sex: {
      from: ['Persons.Sex', 'Persons.Gender'],
      values: {
        ...meaning('male', '1', 'м', 'м.', 'муж', 'муж.', 'мужской', 'мужчина', 'мальчик'),
        ...meaning('male', 'm', 'm.', 'male', 'man', 'boy'),
        ...meaning('female', '2', 'ж', 'ж.', 'жен', 'жен.', 'женский', 'женщина', 'девочка'),
        ...meaning('female', 'f', 'f.', 'female', 'w', 'woman', 'girl'),
        ...meaning('unknown', '-', '—', '?', 'н/д', 'нет', 'не указан', 'не указано', 'неизвестно'),
        ...meaning('unknown', 'не определен', 'не определён', 'unknown', 'undefined', 'none'),
      },
    },
    city: ['Persons.City', 'Patients.City'],
    address: ['Persons.Address', 'Patients.Address'],
    inn: ['Persons.INN', 'Patients.INN'],
    snils: ['Persons.SNILS', 'Patients.SNILS'],
    passport: ['Persons.Passport', 'Patients.Passport'],
    patientNumber: 'Patients.PatientNumber',
    comment: ['Patients.Comment', 'Persons.Comment'],
    status: {
      from: 'Patients.Status',
      values: {
        ...meaning('active', '1', 'активный', 'активен', 'active'),
        ...meaning('archived', '2', 'архивный', 'архив', 'в архиве', 'archived', 'archive'),
        ...meaning('deleted', '3', 'удален', 'удалён', 'удаленный', 'удалённый', 'deleted'),
      },
    },
    archiveReason: [
      'ArchivingReasons.Name via Patients.ID_ArchivingReasons',
      'ArchiveReasons.Name via Patients.ID_ArchiveReasons',
    ],
    discount: ['Patients.DiscountPercent', 'Patients.Discount'],
    advance: ['Patients.Advance', 'journal.advance'],
    debt: ['Patients.Debt', 'journal.debt'],
    smsRefusal: ['Patients.SMSRejection', 'Patients.SmsRefusal'],
    source: [
      'InfoSources.Name via Patients.ID_InfoSources',
      'AdSources.Name via Patients.ID_AdSources',
    ],
    nextVisit: 'nextBooking.start',
    nextDoctor: 'nextBooking.doctor',
    lastVisit: 'lastReception.date',
    lastDoctor: 'lastReception.doctor',
    openBookings: 'bookings.open',
    noShows: 'cancelledReceptions.noShows',
    cancellations: 'cancelledReceptions.count',
    paidTotal: 'payments.sum',
    planLeft: 'plans.left',
    activePlans: 'plans.active',
    conformToSending: 'Patients.ConformToSending',
    changedAt: 'greatest(Persons.DateTimeChanged, Patients.DateTimeChanged)',
  },
  changes: [
    { table: 'Persons', patient: 'Persons.ID', stamps: ['DateTimeAdded', 'DateTimeChanged'] },
    {
      table: 'Patients',
      patient: 'Patients.ID_Persons',
      stamps: ['DateTimeAdded', 'DateTimeChanged'],
    },
    {
      // DateTimeChanged may stand still while only a status stamp moves, so all of them are watched.
      table: 'Receptions',
      patient: 'Receptions.ID_Patients',
      stamps: [
        'DateTimeAdded',
        'DateTimeChanged',
        'PatientAppeared',
        'ReceptionStarted',
        'ReceptionEnded',
        'ReceptionCanceled',
        'CheckIssued',
      ],
    },
    {
      table: 'Orders',
      patient: ['Receptions.ID_Patients via Orders.ID_Receptions', 'Orders.ID_Patients'],
      stamps: [
        'DateTimeAdded',
        'DateTimeChanged',
        'DateTimeOrder',
        'DateTimeBillFormed',
        'DateTimeBill',
      ],
      for: ['visitsSum', 'branch', 'debt', 'advance'],
    },
    {
      table: 'OrderServiceRelation',
      patient: 'Orders.ID_Patients via OrderServiceRelation.ID_Orders',
      stamps: ['DateTimeAdded', 'DateTimeChanged'],
      for: ['visitsSum', 'debt', 'advance', 'planLeft'],
    },
    {
      table: 'PaymentsIn',
      patient: 'PaymentsIn.ID_Patients',
      stamps: ['DateTimeAdded', 'DateTimeChanged'],
      for: ['debt', 'advance', 'paidTotal'],
    },
    {
      table: 'TreatmentPlans',
      patient: 'TreatmentPlans.ID_Patients',
      stamps: ['DateTimeAdded', 'DateTimeChanged'],
      for: ['planLeft', 'activePlans'],
    },
    {
      table: 'TreatmentPlanElementRelations',
      patient: 'TreatmentPlans.ID_Patients via TreatmentPlanElementRelations.ID_TreatmentPlans',
      stamps: ['DateTimeAdded', 'DateTimeChanged'],
      for: ['planLeft', 'activePlans'],
    },
    {
      // A view over orders and payments as a rule, without stamps of its own: then those of the two tell.
      table: 'OrderPaymentsJournal',
      patient: 'OrderPaymentsJournal.ID_Patients',
      stamps: ['DateTimeAdded', 'DateTimeChanged'],
      for: ['debt', 'advance'],
    },
  ],
};
