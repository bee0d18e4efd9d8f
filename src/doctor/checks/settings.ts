import type { Mistake } from '../../config/mistake.ts';
import { both } from '../../language.ts';
import { type Diagnosis, ok, problem } from '../diagnosis.ts';

/** All settings, whatever command would need them. */
export function judgeSettings(mistakes: readonly Mistake[]): readonly Diagnosis[] {
  if (mistakes.length === 0) {
    return [ok('settings', { ru: 'все подходят', en: 'all of them fit' })];
  }
  const byName = new Map(mistakes.map((mistake) => [mistake.name, mistake]));
  return [...byName.values()].map(({ name, problem: flaw, fix }) =>
    problem('settings', {
      code: 'CONFIG_INVALID',
      found: both((language) => `${name}: ${flaw[language]}`),
      advice: fix,
    }),
  );
}
