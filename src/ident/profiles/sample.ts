import type { ProfileSource } from '../profile.ts';

/** The sample database of `sample-db`: the confirmed tables, and a place for each of the 26 fields. */
export const sampleProfile: ProfileSource = {
  name: 'sample',
  extends: 'ident',
  inputs: {
    phone: 'Persons.Phone',
    email: 'Persons.Email',
    sex: { from: 'Persons.Sex', values: { 1: 'male', 2: 'female' } },
    city: 'Persons.City',
    address: 'Persons.Address',
    inn: 'Persons.INN',
    snils: 'Persons.SNILS',
    passport: 'Persons.Passport',
    comment: 'Patients.Comment',
    discount: 'Patients.DiscountPercent',
    firstVisit: 'completedReceptions.firstDate',
    branch: 'lastReception.branch',
  },
};
