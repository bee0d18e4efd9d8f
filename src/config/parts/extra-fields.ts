import type { ExtraFields } from '../../contact/model/field-choice.ts';
import { flaw } from '../mistake.ts';
import type { SettingReader } from '../setting-reader.ts';

/** What was asked for besides the fields of each contact; undefined: nothing. */
export function extraFields(read: SettingReader): ExtraFields | undefined {
  const fields = read.get('EXTRA_FIELDS');
  const recallMonths = read.get('RECALL_MONTHS');
  const cancelReasons = read.get('CANCEL_REASONS') ?? new Map();
  if (fields === undefined || fields.size === 0) return undefined;
  const excluded = read.get('EXCLUDE_FIELDS');
  const hasConsent = fields.has('mailing_consent') && excluded?.has('mailing_consent') !== true;
  if (fields.has('recall_on') && excluded?.has('recall_on') !== true && !hasConsent) {
    read.report({ name: 'EXTRA_FIELDS', ...inviting });
  }
  return { fields, recallMonths, cancelReasons, timeZone: read.get('TIMEZONE') };
}

/** Who is to be invited must be seen to have agreed. */
const inviting = flaw({
  ru: 'recall_on («Пора пригласить») без mailing_consent («Согласие на рассылку»)',
  fixRu:
    'Добавьте mailing_consent в EXTRA_FIELDS (и уберите из EXCLUDE_FIELDS) либо уберите recall_on',
  en: 'recall_on («Пора пригласить») without mailing_consent («Согласие на рассылку»)',
  fixEn:
    'Add mailing_consent to EXTRA_FIELDS (and take it out of EXCLUDE_FIELDS), or take recall_on out',
});
