import { pluralEn } from '../plural.ts';
import type { databaseRu } from '../ru/database.ts';

export const databaseEn: typeof databaseRu = {
  testDb: {
    description: 'Check the connection to the IDENT database and show what is found there',
    server: 'Server',
    database: 'Database',
    serverTime: 'Server time',
    patients: 'Patients',
    changes: 'Changes are seen by',
    noChangeSources: 'nothing: only the deep pass will find changes',
    columns: { no: '#', field: 'Field', status: 'Status', source: 'Source', key: 'Key' },
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
