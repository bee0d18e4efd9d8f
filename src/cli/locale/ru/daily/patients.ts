import { pluralRu } from '../../plural.ts';

export const patientsRu = {
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
  forget: {
    description: 'Забыть пациента: очистить наши поля в amoCRM и больше не переносить',
    patientId: 'номер пациента (Patients.ID_Persons)',
    undo: 'снова переносить этого пациента',
    cleared: (patient: string, contacts: string) =>
      `Пациент ${patient} забыт. Очищено в amoCRM: контакт ${contacts}.`,
    deals: (deals: string) => `Очищено в сделках: ${deals}.`,
    nothing: (patient: string) => `Пациент ${patient} забыт. В amoCRM очищать было нечего.`,
    kept: 'Имя контакта и то, что внесли люди, осталось: удалить контакт целиком можно в amoCRM.',
    undoHint: (patient: string) => `Вернуть: ident-amocrm forget --patient-id ${patient} --undo`,
    recalled: (patient: string) =>
      `Пациент ${patient} снова переносится: его возьмёт следующий проход (ident-amocrm sync).`,
    notListed: (patient: string) => `Пациента ${patient} нет в списке «не переносить».`,
  },
  patient: {
    description: 'Один пациент по-настоящему: прочитано, отправлено, сохранено',
    patientId: 'номер пациента (Patients.ID_Persons)',
    dryRun: 'только показать, ничего не отправлять',
    title: (patient: string, contact: number | null) =>
      contact === null
        ? `Пациент ${patient} — контакта ещё нет`
        : `Пациент ${patient} → контакт ${contact}`,
    columns: { no: '№', field: 'Поле', ident: 'IDENT', sent: '', amo: 'amoCRM', same: '' },
    off: 'выключено',
    notKnown: 'нет в базе',
    actions: {
      create: 'Контакт создан.',
      adopt: 'Использован контакт, который уже был в amoCRM.',
      update: (fields: string) => `Обновлено: ${fields}.`,
      unchanged: 'Всё уже верно: ничего не отправлено.',
      missing: 'Контакт удалён из amoCRM: восстановите его из корзины. Ничего не отправлено.',
      waiting: 'Не отправлено: amoCRM отклонила эти же данные раньше.',
      uncertain: 'Исход прошлой отправки неизвестен: его выяснит следующий проход.',
      rejected: 'Не записано.',
      'identity-changed': 'Не записано: под этим номером, похоже, другой человек.',
    },
    plans: {
      create: 'Будет создан новый контакт.',
      adopt: 'Будет использован контакт, который уже есть в amoCRM.',
      update: (fields: string) => `Будет обновлено: ${fields}.`,
    },
    legend: { sent: '→ отправлено', planned: '→ будет отправлено', same: '✓ совпадает' },
    differs: 'отличается',
    dry: 'Ничего не отправлено (--dry-run).',
  },
};
