import type { ExtraFields } from '../contact/model/field-choice.ts';
import type { SettingReader } from './setting-reader.ts';

/** What was asked for besides the fields of each contact; undefined: nothing. */
export function extraFields(read: SettingReader): ExtraFields | undefined {
  const fields = read.get('EXTRA_FIELDS');
  if (fields === undefined || fields.size === 0) return undefined;
  return { fields, timeZone: read.get('TIMEZONE') };
}
