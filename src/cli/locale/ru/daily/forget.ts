export const forgetRu = {
  forget: {
    description: 'Забыть пациента: очистить наши поля в amoCRM и больше не переносить',
    patientId: 'номер пациента (Patients.ID_Persons)',
    undo: 'снова переносить этого пациента',
    cleared: (patient: number, contacts: string) =>
      `Пациент ${patient} забыт. Очищено в amoCRM: контакт ${contacts}.`,
    nothing: (patient: number) => `Пациент ${patient} забыт. В amoCRM очищать было нечего.`,
    kept: 'Имя контакта и то, что внесли люди, осталось: удалить контакт целиком можно в amoCRM.',
    undoHint: (patient: number) => `Вернуть: ident-amocrm forget --patient-id ${patient} --undo`,
    recalled: (patient: number) =>
      `Пациент ${patient} снова переносится: его возьмёт следующий проход (ident-amocrm sync).`,
    notListed: (patient: number) => `Пациента ${patient} нет в списке «не переносить».`,
  },
};
