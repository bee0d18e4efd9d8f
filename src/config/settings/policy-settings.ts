import { defaultGuardLimits } from '../../sync/guard/guard.ts';
import { defaultPolicies } from '../../sync/item/policies.ts';
import type { SettingTable } from '../setting.ts';
import { integer, oneOf } from '../types/setting-types.ts';

const policy = oneOf('repair', 'report');

/** What a deep pass puts right by itself, what it only reports, and where it asks a person. */
export const policySettings = {
  POLICY_FIELDS: {
    type: policy,
    default: defaultPolicies.fields,
    ru: 'Поле IDENT изменили в amoCRM: repair — вернуть значение из IDENT, report — оставить и сообщить.',
    en: "A field of IDENT was changed in amoCRM: repair restores IDENT's value, report leaves it and tells.",
  },
  POLICY_NAMES: {
    type: policy,
    default: defaultPolicies.names,
    ru: 'Имя контакта изменили в amoCRM: report — оставить и сообщить, repair — вернуть имя из IDENT.',
    en: "A contact's name was edited in amoCRM: report leaves it and tells, repair restores IDENT's.",
  },
  POLICY_MERGED: {
    type: policy,
    default: defaultPolicies.merged,
    ru: 'Контакты объединили в amoCRM: repair — привязать пациента к оставшемуся, report — только сообщить.',
    en: 'Contacts were merged in amoCRM: repair links the patient to the one that is left, report only tells.',
  },
  POLICY_MISSING: {
    type: policy,
    default: defaultPolicies.missing,
    ru: 'Контакт удалили из amoCRM: report — сообщить, repair — создать новый.',
    en: 'A contact was deleted in amoCRM: report tells, repair makes a new one.',
  },
  POLICY_DUPLICATES: {
    type: policy,
    default: defaultPolicies.duplicates,
    ru: 'Один пациент в нескольких контактах: repair — сообщить и один раз поставить им тег «IDENT-дубль», report — только сообщить.',
    en: 'One patient in several contacts: repair tells and tags them «IDENT-дубль» once, report only tells.',
  },
  GUARD_PERCENT: {
    type: integer(1, 100),
    default: String(defaultGuardLimits.percent),
    ru: 'Предохранитель: проход остановится и спросит, если удалений, очисток поля или подобного больше этого процента пациентов …',
    en: 'The guard: a pass stops and asks when removals, clearings of a field and the like exceed this percentage of the patients …',
  },
  GUARD_ROWS: {
    type: integer(0, 1_000_000),
    default: String(defaultGuardLimits.rows),
    ru: '… или больше стольких пациентов (что меньше). 0: спрашивать о каждом таком изменении.',
    en: '… or so many patients (whichever is less). 0: ask about every such change.',
  },
  GUARD_OVERWRITE_PERCENT: {
    type: integer(1, 100),
    default: String(defaultGuardLimits.overwrite.percent),
    ru: 'То же для имён и телефонов, которые заменяются целиком (ни одного общего слова или номера): больше этого процента пациентов …',
    en: 'The same for names and phones that are replaced as a whole (no word or number in common): above this percentage of the patients …',
  },
  GUARD_OVERWRITE_ROWS: {
    type: integer(0, 1_000_000),
    default: String(defaultGuardLimits.overwrite.rows),
    ru: '… и больше стольких пациентов (что больше). Считается за проход и за сутки, как и остальное.',
    en: '… and of so many patients (whichever is more). Counted in a pass and over a day, like the rest.',
  },
} satisfies SettingTable;
