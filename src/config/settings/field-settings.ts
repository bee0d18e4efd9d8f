import { extraFields, fieldKeys } from '../../contact/model/fields.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import {
  type CancelMeaning,
  cancelMeanings,
  foldReason,
} from '../../contact/visits/cancel-reason.ts';
import type { SettingTable } from '../setting.ts';
import { integer, listItems, parsed } from '../types/setting-types.ts';

const extraKeys = extraFields.map(({ key }) => key);

/** Without its id a contact could not be told to be the patient's: this field cannot be switched off. */
const excludable = [...fieldKeys.filter((key) => key !== 'patient_id'), ...extraKeys];

/** What `all` brings: a field to think about before it is sent is named by itself. */
const harmless = extraFields.filter(({ sensitive }) => !sensitive).map(({ key }) => key);

/** Keys of fields, and words that stand for several. */
function fieldSet(
  keys: readonly FieldKey[],
  ru: string,
  en: string,
  words: Readonly<Record<string, readonly FieldKey[]>> = {},
) {
  return parsed<ReadonlySet<FieldKey>>(ru, en, (value) => {
    const chosen = new Set<FieldKey>();
    for (const item of listItems(value)) {
      const word = item.toLowerCase();
      const meant = Object.hasOwn(words, word) ? words[word] : keys.filter((key) => key === word);
      if (meant === undefined || meant.length === 0) return undefined;
      for (const key of meant) chosen.add(key);
    }
    return chosen;
  });
}

/** `Reason=meaning; …`: reasons may hold commas. */
const cancelReasons = parsed<ReadonlyMap<string, CancelMeaning>>(
  `причины и их значения через точку с запятой, например Не пришел=no-show; значения: ${cancelMeanings.join(', ')}`,
  `reasons and what they mean separated by semicolons, as in Не пришел=no-show; meanings: ${cancelMeanings.join(', ')}`,
  (value) => {
    const given = new Map<string, CancelMeaning>();
    for (const item of value.split(';')) {
      if (item.trim() === '') continue;
      const at = item.lastIndexOf('=');
      const reason = foldReason(item.slice(0, Math.max(at, 0)));
      const meaning = cancelMeanings.find(
        (one) =>
          one ===
          item
            .slice(at + 1)
            .trim()
            .toLowerCase(),
      );
      if (at < 1 || reason === '' || meaning === undefined) return undefined;
      given.set(reason, meaning);
    }
    return given;
  },
);

export const fieldsSettings = {
  EXCLUDE_FIELDS: {
    type: fieldSet(
      excludable,
      `ключи полей через запятую: ${excludable.join(', ')}`,
      `keys of fields separated by commas: ${excludable.join(', ')}`,
    ),
    ru: 'Поля, которые не читаются и не отправляются: passport, inn, snils, address, comment … По умолчанию отправляются все.',
    en: 'Fields that are neither read nor sent: passport, inn, snils, address, comment … By default all are sent.',
  },
  EXTRA_FIELDS: {
    type: fieldSet(
      extraKeys,
      `ключи полей о визитах через запятую: ${extraKeys.join(', ')}; all – все, кроме полей о врачах`,
      `keys of the fields about visits separated by commas: ${extraKeys.join(', ')}; all: all but those about doctors`,
      { all: harmless },
    ),
    ru: `Дополнительные поля о визитах: ${harmless.join(', ')} (все сразу – all); поля о врачах называют отдельно: next_doctor, last_doctor. По умолчанию их нет.`,
    en: `Further fields about visits: ${harmless.join(', ')} (all of them: all); those about doctors are named by themselves: next_doctor, last_doctor. By default there are none.`,
  },
  RECALL_MONTHS: {
    type: integer(1, 60),
    default: '6',
    ru: 'Через сколько месяцев после последнего визита пора пригласить (поле recall_on).',
    en: 'How many months after the last visit it is time to invite again (the field recall_on).',
  },
  CANCEL_REASONS: {
    type: cancelReasons,
    ru: 'Что значат причины отмены в IDENT, если по словам они поняты не так (test-db покажет): Не пришел=no-show; Заболел врач=clinic; Перенос=transfer; Передумал=patient.',
    en: 'What reasons of cancelling in IDENT mean, where their words are understood wrongly (test-db shows it): Не пришел=no-show; Заболел врач=clinic; Перенос=transfer; Передумал=patient.',
  },
} satisfies SettingTable;
