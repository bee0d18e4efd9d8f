export const patientRu = {
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
