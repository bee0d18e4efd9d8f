import { type Mistake, mistakeKey } from '../../config/mistake.ts';
import { both } from '../../language.ts';
import { type Diagnosis, ok, problem } from '../diagnosis.ts';

/** All settings, whatever command would need them. */
export function judgeSettings(mistakes: readonly Mistake[]): readonly Diagnosis[] {
  if (mistakes.length === 0) {
    return [ok('settings', { ru: 'все подходят', en: 'all of them fit' })];
  }
  const told = new Map(mistakes.map((mistake) => [mistakeKey(mistake), mistake]));
  return [...told.values()].map(({ name, at, problem: flaw, fix }) =>
    problem('settings', {
      code: 'CONFIG_INVALID',
      found: both(
        (language) =>
          `${at === undefined ? '' : `${at.file}:${at.line} `}${name}: ${flaw[language]}`,
      ),
      advice: fix,
    }),
  );
}
