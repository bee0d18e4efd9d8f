import { pluralRu } from '../plural.ts';

export const fieldsRu = {
  fields: {
    description: '26 полей контакта в amoCRM',
    checkDescription: 'Сравнить поля аккаунта со справочником; ничего не меняет',
    createDescription: 'Создать недостающие поля; имеющиеся найти и использовать',
    clearDescription: 'Очистить выключенное поле у всех контактов, где стоит наше значение',
    key: 'ключ поля, как в EXCLUDE_FIELDS',
    columns: { no: '№', name: 'Поле', type: 'Тип', id: 'ID', code: 'Код', status: 'Состояние' },
    status: {
      ok: 'есть',
      off: 'выключено',
      missing: 'нет',
      'wrong-type': (found: string) => `другой тип: ${found}`,
      'missing-options': (options: string) => `не хватает вариантов: ${options}`,
    },
    adopted: 'найдено по имени',
    created: 'создано',
    completed: 'варианты добавлены',
    summary: (ready: number, total: number) =>
      `${pluralRu(ready, 'Готово', 'Готовы', 'Готово')} ${ready} ${pluralRu(ready, 'поле', 'поля', 'полей')} из ${total}.`,
    createdCount: (count: number) =>
      `Создано: ${count} ${pluralRu(count, 'поле', 'поля', 'полей')}.`,
    adoptedHint: (names: string) =>
      `Созданы не нами, но подходят по имени и типу и будут использованы как есть: ${names}. Значения из IDENT заменят то, что в них стоит у пациентов.`,
    createHint: 'Создать недостающее: ident-amocrm fields create',
    wrongTypeHint:
      'Поле с тем же именем, но другого типа, мы не трогаем: в нём чужие значения. Переименуйте его в amoCRM и повторите fields create.',
    cleared: (count: string, n: number) =>
      `Очищено: ${count} ${pluralRu(n, 'контакт', 'контакта', 'контактов')}.`,
    kept: (count: string) => `Оставлено (значение вписал человек): ${count}.`,
  },
};
