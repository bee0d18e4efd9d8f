import { attention, done, type FindingMeaning } from './finding-meaning.ts';

/** What a pass finds of a database, an account, or of itself. */
export const ofSources = {
  'source-away': attention({
    ru: 'Источник не прочитан: его пациенты остались как были',
    ruAdvice:
      'Проверьте его базу: ident-amocrm test-db и doctor. Остальные источники идут своим чередом; когда он вернётся, программа продолжит сама',
    en: 'A source was not read: its patients were left as they stand',
    enAdvice:
      'See to its database: ident-amocrm test-db and doctor. The other sources go on; when it is back, so does this one by itself',
  }),
  'id-odd': attention({
    ru: 'Строка Patients с ID_Persons, который не может быть номером пациента: не перенесена',
    ruAdvice: 'Номер должен быть от 1 до 4294967295; найдите эту строку в IDENT',
    en: "A row of Patients whose ID_Persons can be no patient's id: not carried over",
    enAdvice: 'It has to be from 1 to 4294967295; find the row in IDENT',
  }),
  'guard-waits': attention({
    ru: 'Изменение ждёт: за сутки таких было слишком много',
    ruAdvice:
      'Проверьте базу IDENT. Так и должно быть: ident-amocrm sync --deep --allow-mass-change N; иначе оно подождёт, пока за сутки их станет меньше',
    en: 'A change waits: there were too many of its kind within a day',
    enAdvice:
      'Check the IDENT database. If it is right: ident-amocrm sync --deep --allow-mass-change N; else it waits until there are fewer of them within a day',
  }),
  'other-writer': attention({
    ru: 'Контакт с ID пациента создан не этой установкой программы',
    ruAdvice:
      'Найдите вторую копию программы на этом аккаунте и остановите её; новые контакты до тех пор не создаются. Если это список, загруженный коллегой: ident-amocrm sync --deep --allow-mass-change 1',
    en: "A contact with a patient's id was not made by this installation",
    enAdvice:
      'Find the second copy of the program on this account and stop it; until then no contacts are created. If it is a list that a colleague loaded: ident-amocrm sync --deep --allow-mass-change 1',
  }),
  'events-gap': done({
    ru: 'В amoCRM изменилось больше, чем видно в ленте событий: всё сверит полная сверка',
    en: 'More changed in amoCRM than its event feed shows: an audit compares everything',
  }),
  'branch-left': done({
    ru: 'Пациент больше не относится к выбранным филиалам: контакт оставлен как есть',
    en: 'The patient is no longer of the chosen branches: the contact is left as it is',
  }),
  'branch-gone': attention({
    ru: 'Филиала из BRANCHES больше нет в IDENT под этим названием: взят тот, что был им',
    ruAdvice: 'Если филиал переименован, впишите новое название в BRANCHES; если закрыт, уберите',
    en: 'A branch of BRANCHES is no longer in IDENT by this name: the one that had it is taken',
    enAdvice: 'If it was renamed, put its new name into BRANCHES; if it was closed, take it out',
  }),
  'branches-unreadable': attention({
    ru: 'По базе IDENT не видно, в каком филиале приём: переносятся все пациенты',
    ruAdvice:
      'Проверьте права входа на таблицы Receptions, Armchairs и OwnCompanies: ident-amocrm test-db; если их нет в вашей версии IDENT, уберите BRANCHES',
    en: "IDENT's database does not tell in which branch a reception is: all patients go over",
    enAdvice:
      "See the login's rights on Receptions, Armchairs and OwnCompanies: ident-amocrm test-db; if your version of IDENT has none, take BRANCHES out",
  }),
} as const satisfies Readonly<Record<string, FindingMeaning>>;
