import type { authRu } from '../../ru/start/auth.ts';

export const authEn: typeof authRu = {
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
};
