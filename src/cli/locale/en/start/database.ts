import { pluralEn } from '../../plural.ts';
import type { databaseRu } from '../../ru/start/database.ts';

const meanings: Readonly<Record<string, string>> = {
  male: 'male',
  female: 'female',
  active: 'active',
  archived: 'archived',
  deleted: 'deleted',
  true: 'yes',
  false: 'no',
};

export const databaseEn: typeof databaseRu = {
  testDb: {
    description: 'Check the connection to the IDENT database and show what is found there',
    server: 'Server',
    database: 'Database',
    serverTime: 'Server time',
    patients: 'Patients',
    changes: 'Changes are seen by',
    changeKinds: { stamp: 'stamps', rowversion: 'rowversion', due: 'what falls due' },
    noChangeSources: 'nothing: only the deep pass will find changes',
    patientId:
      "show these patients' figures beside each other: visits, sums, advance, debt (ids by commas)",
    patientIds: 'It takes ids of patients by commas, at most 20.',
    columns: {
      no: '#',
      field: 'Field',
      status: 'Status',
      source: 'Source',
      key: 'Key',
      filled: 'Filled',
      unreadable: 'Not readable',
    },
    valuesOf: (field) => `Values in the database: ${field}`,
    noList: 'more than 20 of them: this is no list, check the column',
    visits: {
      reasons: 'Reasons of cancelling in the database, and how they are understood',
      meanings: {
        'no-show': 'nobody came',
        patient: 'the patient cancelled',
        clinic: 'the clinic cancelled: not counted',
        transfer: 'moved: not counted',
      },
      reasonsHint:
        'Understood wrongly? Name the reason in CANCEL_REASONS: Не пришел=no-show; Заболел врач=clinic.',
      consent: (given, refused, unknown) =>
        `Consent to mailings: given by ${given}, refused by ${refused}, not said or not readable of ${unknown}: these get no tick`,
      severalPlans: (count) =>
        `Patients with several plans of treatment in force: ${count}; what is left of the plan stays empty for them`,
    },
    noBranch: (name) => `IDENT has no branch "${name}" of BRANCHES`,
    emptyCell: '(empty)',
    meaning: (meaning) =>
      meaning === null ? 'not given' : (meanings[String(meaning)] ?? String(meaning)),
    notUnderstood: 'not understood: amoCRM keeps what it has',
    without: (field, columns) => `${field}: computed without ${columns}, which the database lacks`,
    waiting:
      "Another command of this installation reads IDENT's database already. Waiting: there are two connections to the clinic's server at most. Stop with Ctrl-C",
    absent: (ids) => `Not in the database: ${ids}`,
    compareHint:
      'Compare them with the cards in IDENT. If they are right, switch the field on: ident-amocrm fields confirm debt (or advance, paid_total, plan_left).',
    unconfirmedHint:
      'Money that is to be confirmed is computed by a guess and is off. Show it to the accountant: ident-amocrm test-db --patient-id 1,2,3; switch on: ident-amocrm fields confirm KEY (debt, advance, paid_total, plan_left).',
    lostHint:
      'Was the column that is gone renamed? Name the new one in a profile of your own (IDENT_PROFILE). If it is right without it: ident-amocrm fields confirm KEY.',
    status: {
      found: 'found',
      computed: 'computed',
      unconfirmed: 'to be confirmed',
      lost: 'column gone',
      missing: 'not in this database',
      off: 'switched off',
    },
    summary: (ready, total) => `${ready} of ${total} ${pluralEn(total, 'field', 'fields')} ready.`,
    missingHint:
      'Fields that are not in this database are simply not sent. If the data is in another column, name it in a profile of your own (IDENT_PROFILE).',
  },
};
