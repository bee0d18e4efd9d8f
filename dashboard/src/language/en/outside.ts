import type { outsideRu } from '../ru/outside.ts';

export const outsideEn: typeof outsideRu = {
  outside: {
    title: 'Patients of IDENT that are not in amoCRM',
    warned: 'Whose values went over otherwise than IDENT has them',
    back: 'To the overview',
    none: 'There are no such patients now',
    noneHint: 'By the last deep pass and what was written since.',
    next: 'The next ones',
  },
};
