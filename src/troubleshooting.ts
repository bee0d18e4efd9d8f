import type { Language } from './language.ts';

/**
 * Pages of `docs/troubleshooting/{ru,en}/`, each with the codes of the errors that it explains: those that the users' own
 * guide names first, then what calls for more words than a hint has.
 */
export const troubleshootingPages = {
  'invalid-grant': /^AMO_(NOT_AUTHORISED|TOKEN_|UNAUTHORIZED|AUTH|CODE_|REDIRECT_|REFRESH_|WRONG_)/,
  'field-not-found': /^(FIELDS_|FIELD_|DOCTOR_FIELDS_)/,
  'database-connection': /^(IDENT_|DOCTOR_(LOGIN|SLOW|NO_CHANGE))/,
  'rate-limit': /^(AMO_RATE_|DOCTOR_(RATE|THROTTLED))/,
  'mass-change':
    /^((DEALS_)?MASS_CHANGE|RULES_CHANGED|CRM_READ_VOID|IDENTITY_DISAGREES|OTHER_DATABASE|SOURCE_[A-Z_]+|BRANCH(ES)?_[A-Z_]+)$/,
  'amocrm-account':
    /^(AMO_(PAYMENT|QUOTA|FORBIDDEN|ADDRESS)|OTHER_ACCOUNT|SETTING_REFUSED|CONTACTS_HIDDEN|CRM_CONTRADICTS|DOCTOR_VISITS|VISITS_)/,
  'amocrm-answers':
    /^(AMO_(SERVER_ERROR|UNEXPECTED|ENDLESS|FIELD_UNREADABLE|BODY_REFUSED|BAD_REQUEST|UNREACHABLE))/,
  fleet: /^(FLEET_|PASS_LOCKED$|DOCTOR_FLEET_)/,
  settings: /^(CONFIG_INVALID|DOCTOR_NO_CHANNEL)$/,
  state: /^(STATE_|BACKUP_|DOCTOR_(STATE|SERVER|DISK|FILE|NO_BACKUP|BACKUP))/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** Where an error is explained at length, as a path below the project's root; null where its hint says all. */
export function troubleshootingPage(code: string, language: Language): string | null {
  const found = Object.entries(troubleshootingPages).find(([, codes]) => codes.test(code));
  return found === undefined ? null : `docs/troubleshooting/${language}/${found[0]}.md`;
}
