import { pluralRu } from '../../plural.ts';

export const rejectedRu = {
  rejected: {
    description: 'Пациенты и сделки визитов, которых amoCRM не приняла',
    listDescription: 'Кто, почему и что делать: по причинам',
    limit: 'сколько пациентов каждой причины назвать (по умолчанию 10)',
    reason: 'только эта причина, по коду: NotSupportedChoice',
    retryDescription: 'Отправить снова со следующим проходом',
    exportDescription: 'Таблица CSV для Excel: номера, коды и причины, без личных данных',
    separateDescription:
      'Это другой человек: убрать наш ID из контакта, пациенту создать свой (следующий проход)',
    separatePatientId: 'какого пациента',
    patientId: 'только этого пациента (и если под его номером другой человек)',
    file: 'файл (без него таблица выводится в stdout)',
    columns: {
      patient: 'Пациент',
      field: 'Поле',
      meaning: 'Причина',
    },
    none: 'Отклонённых нет.',
    deals: (count: string) => `Отклонённые сделки визитов: ${count}`,
    noneOfReason: (reason: string, reasons: string) =>
      `По причине ${reason} никто не отклонён. Причины сейчас: ${reasons}.`,
    group: (count: string, since: string) => `пациентов: ${count}, с ${since}`,
    more: (count: string, code: string, all: number) =>
      `не названы ${count}: rejected list --reason ${code} --limit ${all}`,
    count: (count: string, n: number) =>
      `${pluralRu(n, 'Отклонён', 'Отклонены', 'Отклонено')} ${count} ${pluralRu(n, 'пациент', 'пациента', 'пациентов')}.`,
    retried: (count: string, n: number) =>
      `${count} ${pluralRu(n, 'пациент будет отправлен', 'пациента будут отправлены', 'пациентов будут отправлены')} со следующим проходом: ident-amocrm sync`,
    nothingToRetry: 'Отправлять снова некого.',
    notRejected: (id: string) => `Пациента ${id} среди отклонённых нет.`,
    keptBack: (ids: string) =>
      `Не отправлены: под номером, похоже, другой человек (${ids}). Подтверждайте по одному: rejected retry --patient-id N`,
    separated: (id: string) =>
      `Пациент ${id}: следующий проход уберёт его ID из чужого контакта и создаст ему свой: ident-amocrm sync`,
    exported: (count: string, file: string) => `Записано строк: ${count}, файл ${file}`,
  },
};
