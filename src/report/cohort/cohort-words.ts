import type { Localized } from '../../language.ts';
import type { CohortCounts, NotCounted } from '../../visits/cohort/cohort-counts.ts';
import type { PaidIs } from '../../visits/cohort/cohort-report.ts';

const ru = {
  counts: {
    booked: 'Записано',
    came: 'Пришли',
    billed: 'Выставлен счёт',
    paid: 'Оплачено',
    planned: 'Приём впереди',
    open: 'Исхода в IDENT нет',
    cancelled: 'Отменено',
    noShow: 'Из отменённых не пришли',
  } satisfies Readonly<Record<keyof CohortCounts, string>>,
  notCounted: {
    withoutPatient: 'Записи без пациента',
    elsewhere: 'Записи в филиалы не из BRANCHES',
    withoutEntry: 'Записи на эти дни, у которых IDENT не говорит, когда их внесли',
    unreadable: 'Записи с нечитаемым номером или временем внесения',
  } satisfies Readonly<Record<keyof NotCounted, string>>,
  bySource: 'Источник записи',
  byBranch: 'Филиал',
  /** Of a visit whose source, or whose branch, is not told. */
  noName: 'не указан',
  total: 'Всего',
  /** How a visit is counted, and as what. */
  law: 'Запись считается один раз, сколько бы её ни переносили, в день, когда её внесли в IDENT впервые; источник – с первой из перенесённых, филиал – нынешний.',
  paidIs: {
    unconfirmed:
      'Сколько оплачено, не показано, пока долг не подтверждён: сверьте его с бухгалтером, затем ident-amocrm fields confirm debt',
    missing: 'Сколько оплачено, по этой базе не видно (OrderPaymentsJournal)',
    otherwise:
      'Сколько оплачено, не показано: поле «Долг» выключено или берётся не из журнала счетов (OrderPaymentsJournal)',
  } satisfies Readonly<Record<Exclude<PaidIs, 'told'>, string>>,
  leads: 'Сделок создано в amoCRM за эти дни',
  patients: 'из них у пациентов',
  /** What of the deals is counted, and what it means to have become a patient. */
  leadsLaw:
    'Сделки, которые программа завела на визиты, не считаются; «у пациентов» – те, чей основной контакт сейчас связан с пациентом IDENT, пусть даже тот был пациентом и раньше.',
  atLeast: 'не меньше: сделок в аккаунте больше, чем запрашивается',
  from: 'Внесены с',
  to: 'По день',
  asOf: 'Состояние на',
  untold: 'Не сосчитаны базы, где не видно, когда внесена запись',
};

const en: typeof ru = {
  counts: {
    booked: 'Booked',
    came: 'Came',
    billed: 'Billed',
    paid: 'Paid',
    planned: 'Still ahead',
    open: 'No outcome in IDENT',
    cancelled: 'Cancelled',
    noShow: 'Of the cancelled nobody came',
  },
  notCounted: {
    withoutPatient: 'Bookings without a patient',
    elsewhere: 'Bookings in branches that are not among BRANCHES',
    withoutEntry: 'Bookings for these days of which IDENT does not tell when they were entered',
    unreadable: 'Bookings with a number or a time of entry that cannot be read',
  },
  bySource: 'Source of the booking',
  byBranch: 'Branch',
  noName: 'not told',
  total: 'All',
  law: 'A booking counts once, however often it was moved, on the day on which it was first entered into IDENT; its source is that of the first one, its branch that of today.',
  paidIs: {
    unconfirmed:
      'How many are paid is not shown until the debt is confirmed: compare it with the accountant, then ident-amocrm fields confirm debt',
    missing: 'How many are paid this database does not tell (OrderPaymentsJournal)',
    otherwise:
      'How many are paid is not shown: the field of debts is off, or not taken from the journal of bills (OrderPaymentsJournal)',
  },
  leads: 'Deals created in amoCRM in these days',
  patients: "of them patients'",
  leadsLaw:
    "Deals that the program made for visits do not count; “patients'” are those whose main contact is the contact of a patient of IDENT now, though that one may have been a patient before.",
  atLeast: 'at least: the account has more deals than are asked for',
  from: 'Entered from',
  to: 'Until the end of',
  asOf: 'As of',
  untold: 'Databases not counted, since they do not tell when a booking was entered',
};

/** What the figures of a cohort are called, wherever it is shown. */
export const cohortWords: Localized<typeof ru> = { ru, en };
