import { pluralEn } from '../../plural.ts';
import type { doctorRu } from '../../ru/start/doctor.ts';

export const doctorEn: typeof doctorRu = {
  doctor: {
    description: 'Check everything by a list: settings, database, amoCRM, fields, state',
    bad: (problems) =>
      `${problems} ${pluralEn(problems, 'problem', 'problems')}: the sync does not work until mended.`,
    fine: (warnings) =>
      warnings === 0
        ? 'All is well.'
        : `It works; ${warnings} ${pluralEn(warnings, 'warning', 'warnings')}.`,
  },
};
