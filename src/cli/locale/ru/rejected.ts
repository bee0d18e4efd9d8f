import { pluralRu } from '../plural.ts';

interface Meaning {
  readonly meaning: string;
  readonly advice: string;
}

/** What a reason means and what to do; by amoCRM's code or ours. */
const meanings: Readonly<Record<string, Meaning>> = {
  NotSupportedChoice: {
    meaning: 'такого варианта или значения amoCRM не знает',
    advice: 'проверьте значение в IDENT и варианты поля: ident-amocrm fields check',
  },
  InvalidType: {
    meaning: 'значение не подходит к типу поля',
    advice: 'исправьте значение в IDENT; проверьте тип поля: ident-amocrm fields check',
  },
  FieldNotExpected: {
    meaning: 'amoCRM не ждёт такого поля',
    advice: 'проверьте поля: ident-amocrm fields check',
  },
  FieldMissing: {
    meaning: 'amoCRM требует поле, которого нет в запросе',
    advice: 'снимите в amoCRM обязательность поля контакта или заполните его в IDENT',
  },
  Refused: {
    meaning: 'amoCRM отклонила строку, не назвав причины',
    advice: 'посмотрите пациента: ident-amocrm test --patient-id N; затем rejected retry',
  },
  'identity-changed': {
    meaning: 'имя, дата рождения и телефон другие: похоже, другой человек под тем же номером',
    advice:
      'сравните карточку с контактом; если человек тот же: ident-amocrm rejected retry --patient-id N',
  },
};

export const rejectedRu = {
  rejected: {
    description: 'Пациенты, которых amoCRM не приняла',
    listDescription: 'Кто, почему и что делать',
    retryDescription: 'Отправить снова со следующим проходом',
    exportDescription: 'Таблица CSV для Excel: номера, коды и причины, без личных данных',
    patientId: 'только этого пациента (и если под его номером другой человек)',
    file: 'файл (без него таблица выводится в stdout)',
    columns: {
      patient: 'Пациент',
      field: 'Поле',
      meaning: 'Причина',
      code: 'Код',
      since: 'С какого времени',
      attempts: 'Попыток',
      advice: 'Что делать',
      last: 'Последняя попытка',
    },
    meanings,
    otherwise: {
      meaning: 'amoCRM не приняла значение по своему правилу',
      advice: 'проверьте значение поля в IDENT; код причины назовите поддержке amoCRM',
    },
    none: 'Отклонённых нет.',
    count: (count: string, n: number) =>
      `${pluralRu(n, 'Отклонён', 'Отклонены', 'Отклонено')} ${count} ${pluralRu(n, 'пациент', 'пациента', 'пациентов')}.`,
    retried: (count: string, n: number) =>
      `${count} ${pluralRu(n, 'пациент будет отправлен', 'пациента будут отправлены', 'пациентов будут отправлены')} со следующим проходом: ident-amocrm sync`,
    nothingToRetry: 'Отправлять снова некого.',
    notRejected: (id: number) => `Пациента ${id} среди отклонённых нет.`,
    keptBack: (ids: string) =>
      `Не отправлены: под номером, похоже, другой человек (${ids}). Подтверждайте по одному: rejected retry --patient-id N`,
    exported: (count: string, file: string) => `Записано строк: ${count}, файл ${file}`,
  },
};
