import { actionNames } from '../../../../src/report/action-words.ts';
export const settingsEn = {
  settings: {
    title: 'Settings',
    about:
      'As the service sees them. Each is changed where it was given: on the page “Setup”, in .env, in the environment or in CONFIG_FILE; then restart.',
    secret: 'hidden',
    unset: 'not set',
    given: {
      environment: 'environment',
      saved: 'set-up page',
      file: 'file',
      default: 'default',
      unset: 'not set',
    },
    columns: { name: 'Setting', value: 'Value', given: 'From' },
    upkeep: {
      title: 'Alerts and backups',
      channels: 'Troubles are told by',
      backup: 'Last backup',
      none: 'nobody is told',
      noBackup: 'none is known',
      test: 'Test the alerts',
      sent: '{{channel}}: sent; see whether it arrived',
      notSent: '{{channel}}: not sent',
      names: {
        telegram: 'Telegram',
        email: 'e-mail',
        webhook: 'webhook',
        heartbeat: 'outside watcher',
      },
    },
    groups: {
      amocrm: 'amoCRM',
      database: "IDENT's database",
      fields: 'Fields',
      sync: 'Sync',
      state: 'State',
      http: 'Dashboard',
      network: 'The way out',
      alerts: 'Alerts',
      log: 'Log',
      clinics: 'Clinics and databases',
    },
  },
  actions: {
    title: 'Actions',
    about: 'Who pressed what, and when personal data was shown.',
    none: 'No action yet',
    noneHint: 'Everything that people do here or by commands appears in this list.',
    columns: { at: 'When', actor: 'From', action: 'Action', subject: 'Subject' },
    names: actionNames('en'),
  },
};
