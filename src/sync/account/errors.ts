import { type ErrorKind, exitCode } from '../../app-error.ts';
import { passStopped } from '../errors.ts';
import { list } from '../name-list.ts';

/** When the account is another than expected, or its fields are. */
export const accountErrors = {
  fieldsMissing: (p: { names: readonly string[] }): ErrorKind => ({
    code: 'FIELDS_MISSING',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `В amoCRM нет полей для пациентов: ${list(p.names)}.`,
      hint: 'Создайте их одной командой: ident-amocrm fields create (нужны права администратора).',
    },
    en: {
      message: `amoCRM lacks the fields for patients: ${list(p.names)}.`,
      hint: 'Create them with one command: ident-amocrm fields create (needs administrator rights).',
    },
  }),
  fieldsWrong: (p: { names: readonly string[] }): ErrorKind => ({
    code: 'FIELDS_WRONG',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Поля в amoCRM не подходят: ${list(p.names)}.`,
      hint: 'Подробности: ident-amocrm fields check. Одна команда добавит недостающее, чужих полей не трогая: ident-amocrm fields create (нужны права администратора).',
    },
    en: {
      message: `Fields in amoCRM do not fit: ${list(p.names)}.`,
      hint: "Details: ident-amocrm fields check. One command adds what is missing and leaves others' fields alone: ident-amocrm fields create (needs administrator rights).",
    },
  }),
  fieldRefused: (p: { name: string }): ErrorKind => ({
    code: 'FIELD_REFUSED',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `amoCRM не даёт создать поле «${p.name}», а без него не узнать, какой контакт чей.`,
      hint: 'Проверьте, не исчерпан ли предел полей контакта в тарифе amoCRM: удалите ненужные поля и повторите ident-amocrm fields create.',
    },
    en: {
      message: `amoCRM refuses to make the field "${p.name}", and without it no contact can be told to be a patient's.`,
      hint: "See whether the plan's limit of contact fields in amoCRM is reached: delete fields that nobody needs and run ident-amocrm fields create again.",
    },
  }),
  fieldsChanged: (p: { names: readonly string[] }): ErrorKind => ({
    code: 'FIELDS_CHANGED',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `Поля, которые были в amoCRM, исчезли или изменились: ${list(p.names)}. ${passStopped.ru}`,
      hint: 'Если поле удалили намеренно, выключите его (EXCLUDE_FIELDS); если нет, создайте заново: ident-amocrm fields create. Новое поле заполнится у всех пациентов.',
    },
    en: {
      message: `Fields that were in amoCRM are gone or changed: ${list(p.names)}. ${passStopped.en}`,
      hint: 'If a field was removed on purpose, switch it off (EXCLUDE_FIELDS); if not, make it anew: ident-amocrm fields create. A new field is filled for every patient.',
    },
  }),
  settingRefused: (p: { setting: string }): ErrorKind => ({
    code: 'SETTING_REFUSED',
    exit: exitCode.failed,
    retryable: false,
    ru: {
      message: `amoCRM не принимает то, что задано в ${p.setting}. За это никто из пациентов не отклонён.`,
      hint:
        p.setting === 'AMOCRM_RESPONSIBLE_USER_ID'
          ? 'Скорее всего, этот сотрудник удалён или отключён в amoCRM. Впишите ID действующего пользователя или уберите настройку, затем перезапустите службу.'
          : 'Проверьте теги в amoCRM (права на новые теги, их число и длину) и исправьте настройку, затем перезапустите службу.',
    },
    en: {
      message: `amoCRM does not accept what ${p.setting} says. No patient was rejected for it.`,
      hint:
        p.setting === 'AMOCRM_RESPONSIBLE_USER_ID'
          ? 'Most likely this user was deleted or switched off in amoCRM. Put in the id of an active user or remove the setting, then restart the service.'
          : "Look at amoCRM's tags (the right to add tags, their number and length) and correct the setting, then restart the service.",
    },
  }),
  otherAccount: (p: { known: number; found: number }): ErrorKind => ({
    code: 'OTHER_ACCOUNT',
    exit: exitCode.guard,
    retryable: false,
    ru: {
      message: `Состояние принадлежит аккаунту amoCRM ${p.known}, а подключён ${p.found}. ${passStopped.ru}`,
      hint: 'Верните прежние AMOCRM_SUBDOMAIN и доступ или заведите для нового аккаунта своё состояние (STATE_URL). Если клиника перешла в новый аккаунт насовсем: ident-amocrm auth --accept-account.',
    },
    en: {
      message: `The state belongs to amoCRM account ${p.known}, but ${p.found} is connected. ${passStopped.en}`,
      hint: 'Restore the former AMOCRM_SUBDOMAIN and access, or keep a state of its own for the new account (STATE_URL). If the clinic has moved to the new account for good: ident-amocrm auth --accept-account.',
    },
  }),
  fieldOn: (p: { key: string; name: string }): ErrorKind => ({
    code: 'FIELD_ON',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Поле «${p.name}» включено: следующий проход заполнил бы его снова.`,
      hint: `Сначала выключите его: EXCLUDE_FIELDS=${p.key} (через запятую с остальными), затем повторите.`,
    },
    en: {
      message: `The field "${p.name}" is switched on: the next pass would fill it again.`,
      hint: `Switch it off first: EXCLUDE_FIELDS=${p.key} (by comma with the others), then repeat.`,
    },
  }),
  fieldUnknown: (p: { key: string; known: readonly string[] }): ErrorKind => ({
    code: 'FIELD_UNKNOWN',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Поля «${p.key}» в справочнике нет.`,
      hint: `Ключи полей: ${p.known.join(', ')}.`,
    },
    en: {
      message: `The catalogue has no field "${p.key}".`,
      hint: `Field keys: ${p.known.join(', ')}.`,
    },
  }),
} as const;
