import type { ProfileSource } from './profile.ts';

/** The sample database of `sample-db`: the confirmed tables, and a place for every field. */
export const sampleProfile: ProfileSource = {
  name: 'sample',
  extends: 'ident',
  inputs: {
    phone: 'Persons.Phone',
    email: 'Persons.Email',
    // ISO 5218, which the sample keeps to; of a clinic's database nobody knows what its 0 means.
    sex: { from: 'Persons.Sex', values: { 0: 'unknown', 1: 'male', 2: 'female', 9: 'unknown' } },
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
