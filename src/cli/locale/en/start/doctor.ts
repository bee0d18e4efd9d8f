import { pluralEn } from '../../plural.ts';
import type { doctorRu } from '../../ru/start/doctor.ts';

export const doctorEn: typeof doctorRu = {
  doctor: {
    description: 'Check everything by a list: settings, database, amoCRM, fields, state',
    clinics: (all: number, ill: readonly string[]) =>
      ill.length === 0
        ? `Clinics: ${all}. None of them has a problem.`
        : `Clinics: ${all}. With problems: ${ill.join(', ')}.`,
    bad: (problems) =>
      `${problems} ${pluralEn(problems, 'problem', 'problems')}: the sync does not work until mended.`,
    fine: (warnings) =>
      warnings === 0
        ? 'All is well.'
        : `It works; ${warnings} ${pluralEn(warnings, 'warning', 'warnings')}.`,
  },
};
