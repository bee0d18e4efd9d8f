import { errorKind, exitCode } from '../../app-error.ts';
import { passStopped } from '../errors.ts';
import { list } from '../name-list.ts';

/** When the account is another than expected, or its fields are. */
export const accountErrors = {
  fieldsMissing: (p: { names: readonly string[] }) =>
    errorKind('FIELDS_MISSING', exitCode.usage, false, {
      ru: `В amoCRM нет полей для пациентов: ${list(p.names)}.`,
      ruHint:
        'Создайте их одной командой: ident-amocrm fields create (нужны права администратора).',
      en: `amoCRM lacks the fields for patients: ${list(p.names)}.`,
      enHint:
        'Create them with one command: ident-amocrm fields create (needs administrator rights).',
    }),
  fieldsWrong: (p: { names: readonly string[] }) =>
    errorKind('FIELDS_WRONG', exitCode.usage, false, {
      ru: `Поля в amoCRM не подходят: ${list(p.names)}.`,
      ruHint:
        'Подробности: ident-amocrm fields check. Одна команда добавит недостающее, чужих полей не трогая: ident-amocrm fields create (нужны права администратора).',
      en: `Fields in amoCRM do not fit: ${list(p.names)}.`,
      enHint:
        "Details: ident-amocrm fields check. One command adds what is missing and leaves others' fields alone: ident-amocrm fields create (needs administrator rights).",
    }),
  fieldRefused: (p: { name: string }) =>
    errorKind('FIELD_REFUSED', exitCode.failed, false, {
      ru: `amoCRM не даёт создать поле «${p.name}», а без него не узнать, какой контакт чей.`,
      ruHint:
        'Проверьте, не исчерпан ли предел полей контакта в тарифе amoCRM: удалите ненужные поля и повторите ident-amocrm fields create.',
      en: `amoCRM refuses to make the field "${p.name}", and without it no contact can be told to be a patient's.`,
      enHint:
        "See whether the plan's limit of contact fields in amoCRM is reached: delete fields that nobody needs and run ident-amocrm fields create again.",
    }),
  fieldsChanged: (p: { names: readonly string[] }) =>
    errorKind('FIELDS_CHANGED', exitCode.failed, false, {
      ru: `Поля, которые были в amoCRM, исчезли или изменились: ${list(p.names)}. ${passStopped.ru}`,
      ruHint:
        'Если поле удалили намеренно, выключите его (EXCLUDE_FIELDS); если нет, создайте заново: ident-amocrm fields create. Новое поле заполнится у всех пациентов.',
      en: `Fields that were in amoCRM are gone or changed: ${list(p.names)}. ${passStopped.en}`,
      enHint:
        'If a field was removed on purpose, switch it off (EXCLUDE_FIELDS); if not, make it anew: ident-amocrm fields create. A new field is filled for every patient.',
    }),
  settingRefused: (p: { setting: string }) =>
    errorKind('SETTING_REFUSED', exitCode.failed, false, {
      ru: `amoCRM не принимает то, что задано в ${p.setting}. За это никто из пациентов не отклонён.`,
      ruHint:
        p.setting === 'AMOCRM_RESPONSIBLE_USER_ID'
          ? 'Скорее всего, этот сотрудник удалён или отключён в amoCRM. Впишите ID действующего пользователя или уберите настройку, затем перезапустите службу.'
          : 'Проверьте теги в amoCRM (права на новые теги, их число и длину) и исправьте настройку, затем перезапустите службу.',
      en: `amoCRM does not accept what ${p.setting} says. No patient was rejected for it.`,
      enHint:
        p.setting === 'AMOCRM_RESPONSIBLE_USER_ID'
          ? 'Most likely this user was deleted or switched off in amoCRM. Put in the id of an active user or remove the setting, then restart the service.'
          : "Look at amoCRM's tags (the right to add tags, their number and length) and correct the setting, then restart the service.",
    }),
  otherAccount: (p: { known: number; found: number }) =>
    errorKind('OTHER_ACCOUNT', exitCode.guard, false, {
      ru: `Состояние принадлежит аккаунту amoCRM ${p.known}, а подключён ${p.found}. ${passStopped.ru}`,
      ruHint:
        'Верните прежние AMOCRM_SUBDOMAIN и доступ или заведите для нового аккаунта своё состояние (STATE_URL). Если клиника перешла в новый аккаунт насовсем: ident-amocrm auth --accept-account.',
      en: `The state belongs to amoCRM account ${p.known}, but ${p.found} is connected. ${passStopped.en}`,
      enHint:
        'Restore the former AMOCRM_SUBDOMAIN and access, or keep a state of its own for the new account (STATE_URL). If the clinic has moved to the new account for good: ident-amocrm auth --accept-account.',
    }),
  fieldOn: (p: { key: string; name: string }) =>
    errorKind('FIELD_ON', exitCode.usage, false, {
      ru: `Поле «${p.name}» включено: следующий проход заполнил бы его снова.`,
      ruHint: `Сначала выключите его: EXCLUDE_FIELDS=${p.key} (через запятую с остальными), затем повторите.`,
      en: `The field "${p.name}" is switched on: the next pass would fill it again.`,
      enHint: `Switch it off first: EXCLUDE_FIELDS=${p.key} (by comma with the others), then repeat.`,
    }),
  fieldUnknown: (p: { key: string; known: readonly string[] }) =>
    errorKind('FIELD_UNKNOWN', exitCode.usage, false, {
      ru: `Поля «${p.key}» в справочнике нет.`,
      ruHint: `Ключи полей: ${p.known.join(', ')}.`,
      en: `The catalogue has no field "${p.key}".`,
      enHint: `Field keys: ${p.known.join(', ')}.`,
    }),
} as const;
