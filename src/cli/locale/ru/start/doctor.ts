import { pluralRu } from '../../plural.ts';

export const doctorRu = {
  doctor: {
    description: 'Проверить всё по списку: настройки, базу, amoCRM, поля, состояние',
    clinics: (all: number, ill: readonly string[]) =>
      ill.length === 0
        ? `Клиник: ${all}. Проблем нет ни у одной.`
        : `Клиник: ${all}. Проблемы: ${ill.join(', ')}.`,
    bad: (problems: number) =>
      `${problems} ${pluralRu(problems, 'проблема', 'проблемы', 'проблем')}: синхронизация не будет работать, пока не исправлено.`,
    fine: (warnings: number) =>
      warnings === 0
        ? 'Всё в порядке.'
        : `Работает; ${warnings} ${pluralRu(warnings, 'замечание', 'замечания', 'замечаний')}.`,
  },
};
