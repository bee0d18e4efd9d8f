import { pluralEn } from '../../plural.ts';
import type { setUpRu } from '../../ru/start/set-up.ts';

export const setUpEn: typeof setUpRu = {
  auth: {
    description: 'Connect amoCRM: give access in the browser, by a code, or check the token',
    code: 'authorisation code (good for 20 minutes), or the whole address that amoCRM led back to',
    port: 'port to wait for the browser on (by default that of AMOCRM_REDIRECT_URI, else 8080)',
    host: 'address to wait for the browser on (by default 127.0.0.1 if AMOCRM_REDIRECT_URI leads to localhost, else 0.0.0.0)',
    acceptAccount:
      'take another amoCRM account: the links to the former one are dropped, a copy of them is kept',
    mock: 'USE_MOCK_AMOCRM=true: the built-in sandbox is at work, no access is needed.',
    codeNotNeeded: 'AMOCRM_LONG_LIVED_TOKEN is set: no authorisation code is needed.',
    open: 'Open the link, sign in to amoCRM as an administrator, and allow the access:',
    waiting: (redirectUri, address) =>
      `Waiting for the browser to come back to ${redirectUri} (listening on ${address}). Stop: Ctrl-C`,
    byHand:
      'If the browser cannot open that address, copy all of it from the address bar, and within 20 minutes run: ident-amocrm auth --code "ADDRESS"',
    refused: 'No access:',
    connected: (name, id, host) => `amoCRM is connected: ${name}, account ${id} (${host})`,
    changed: (former) =>
      `The links to the former account ${former} are dropped; the next pass compares everything anew.`,
    safetyCopy: (file) => `The state as it was before: ${file}`,
    otherAddress: (host) =>
      `The settings name another address: set AMOCRM_SUBDOMAIN=${host}, or the program will not find the account.`,
    tokenFrom: {
      setting: 'The token in use is that of AMOCRM_LONG_LIVED_TOKEN.',
      given:
        'The token in use was given on the page Setup: AMOCRM_LONG_LIVED_TOKEN still holds the one that it replaced. A new token there will take its place.',
    },
    tokenUntil: (at) => `The long-lived token is good until ${at}`,
    nothingMore: 'The long-lived token works; nothing more is needed for amoCRM.',
    database: String.raw`The database of IDENT is not named yet. IDENT installs SQL Server as the instance PZSQLSERVER with the database PZ: give DB_HOST=server\PZSQLSERVER, DB_NAME=PZ, DB_USER and DB_PASSWORD, and check: ident-amocrm test-db`,
    next: (command) => `Next: ident-amocrm ${command}`,
  },
  fields: {
    description: 'The fields of a contact in amoCRM',
    checkDescription: "Compare the account's fields with the catalogue; changes nothing",
    createDescription: 'Make the fields that are missing; find and use those that are there',
    clearDescription: 'Empty a field that is switched off wherever our value stands',
    key: 'key of the field, as in EXCLUDE_FIELDS',
    confirmDescription:
      'Confirm a computed field (debt, advance), prices of visits (visit_sum), or a source that lost a column',
    confirmKey:
      'key of the field; for what is no field: email, surname, name, mobilePhone, parentName',
    confirmed: (key) => `Confirmed: ${key}. The next pass compares everything and fills it in.`,
    nothingToConfirm: (key, status) => `Nothing to confirm: ${key} (${status}).`,
    columns: { no: '#', name: 'Field', type: 'Type', id: 'ID', code: 'Code', status: 'Status' },
    status: {
      ok: 'there',
      off: 'switched off',
      missing: 'missing',
      refused: 'amoCRM refuses to make it: off',
      'wrong-type': (found) => `another type: ${found}`,
      'missing-options': (options) => `options missing: ${options}`,
    },
    adopted: 'found by name',
    notes: {
      shared: (name, type) =>
        `"${name}" (${type}) is not of our making and is used as it is: IDENT's values replace what stands in it for patients.`,
      beside: (name, type) =>
        `The name is taken by a field of another type (${type}), which is left alone; ours is "${name}".`,
      refused: (name) =>
        `"${name}": amoCRM refuses to make this field, so it is off. See the limit of fields and run fields create again.`,
    },
    created: 'created',
    completed: 'options added',
    summary: (ready, total) => `${ready} of ${total} ${pluralEn(total, 'field', 'fields')} ready.`,
    createdCount: (count) => `Created: ${count} ${pluralEn(count, 'field', 'fields')}.`,
    createHint: 'Make what is missing: ident-amocrm fields create',
    wrongTypeHint:
      'A field that was ours has become another type and is left alone. fields create makes a new one beside it.',
    cleared: (count, n) => `Emptied: ${count} ${pluralEn(n, 'contact', 'contacts')}.`,
    kept: (count) => `Kept (a person put the value there): ${count}.`,
  },
  doctor: {
    description: 'Check everything by a list: settings, database, amoCRM, fields, state',
    clinics: (all: number, ill: readonly string[]) =>
      ill.length === 0
        ? `Clinics: ${all}. None of them has a problem.`
        : `Clinics: ${all}. With problems: ${ill.join(', ')}.`,
    bad: (problems) =>
      `${problems} ${pluralEn(problems, 'problem', 'problems')}: the sync does not work until mended.`,
    fine: (warnings) =>
      warnings === 0
        ? 'All is well.'
        : `It works; ${warnings} ${pluralEn(warnings, 'warning', 'warnings')}.`,
  },
};
