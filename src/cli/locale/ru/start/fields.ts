import { pluralRu } from '../../plural.ts';

export const fieldsRu = {
  fields: {
    description: 'Поля контакта в amoCRM',
    checkDescription: 'Сравнить поля аккаунта со справочником; ничего не меняет',
    createDescription: 'Создать недостающие поля; имеющиеся найти и использовать',
    clearDescription: 'Очистить выключенное поле у всех контактов, где стоит наше значение',
    key: 'ключ поля, как в EXCLUDE_FIELDS',
    confirmDescription:
      'Подтвердить вычисляемое поле (debt, advance), цену сделок визитов (visit_sum) или источник, который потерял столбец',
    confirmKey: 'ключ поля; для почты и имени: email, surname, name, mobilePhone, parentName',
    confirmed: (key: string) =>
      `Подтверждено: ${key}. Ближайший проход сравнит всё и заполнит поле.`,
    nothingToConfirm: (key: string, status: string) => `Подтверждать нечего: ${key} (${status}).`,
    columns: { no: '№', name: 'Поле', type: 'Тип', id: 'ID', code: 'Код', status: 'Состояние' },
    status: {
      ok: 'есть',
      off: 'выключено',
      missing: 'нет',
      refused: 'amoCRM не даёт создать: выключено',
      'wrong-type': (found: string) => `другой тип: ${found}`,
      'missing-options': (options: string) => `не хватает вариантов: ${options}`,
    },
    adopted: 'найдено по имени',
    notes: {
      shared: (name: string, type: string) =>
        `«${name}» (${type}) создано не нами и используется как есть: значения из IDENT заменят то, что в нём стоит у пациентов.`,
      beside: (name: string, type: string) =>
        `Имя занято полем другого типа (${type}), его мы не трогаем; наше поле: «${name}».`,
      refused: (name: string) =>
        `«${name}»: amoCRM не даёт создать это поле, оно выключено. Проверьте предел полей и повторите fields create.`,
    },
    created: 'создано',
    completed: 'варианты добавлены',
    summary: (ready: number, total: number) =>
      `${pluralRu(ready, 'Готово', 'Готовы', 'Готово')} ${ready} ${pluralRu(ready, 'поле', 'поля', 'полей')} из ${total}.`,
    createdCount: (count: number) =>
      `Создано: ${count} ${pluralRu(count, 'поле', 'поля', 'полей')}.`,
    createHint: 'Создать недостающее: ident-amocrm fields create',
    wrongTypeHint:
      'Поле, которое было нашим, стало другого типа: его мы не трогаем. Команда fields create сделает рядом новое.',
    cleared: (count: string, n: number) =>
      `Очищено: ${count} ${pluralRu(n, 'контакт', 'контакта', 'контактов')}.`,
    kept: (count: string) => `Оставлено (значение вписал человек): ${count}.`,
  },
};
