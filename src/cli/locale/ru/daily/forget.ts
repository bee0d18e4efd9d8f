export const forgetRu = {
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
};
