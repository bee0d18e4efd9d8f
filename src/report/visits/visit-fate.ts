import type { Language } from '../../language.ts';
import type { VisitStanding } from '../../sync/visits/standing/visit-standing.ts';
import type { LedBy } from '../../visits/deal/led.ts';
import { dealRejectionText } from './deal-rejections.ts';
import { visitWords } from './visit-words.ts';

/**
 * What becomes of a visit's deal: the first thing that keeps it back, else who leads it, else why there is none. Empty where
 * deals are off and there is none.
 *
 * @param live who leads its stage, where amoCRM was asked; absent: by what the state knows.
 */
export function visitFate(
  { deal, wait, rejected, outcome }: Pick<VisitStanding, 'deal' | 'wait' | 'rejected' | 'outcome'>,
  language: Language,
  live?: LedBy | null,
): string {
  const words = visitWords[language];
  if (rejected !== undefined)
    return words.rejected(dealRejectionText(rejected.code)[language].meaning);
  if (deal?.status === 'deleted') return words.deleted;
  if (deal?.status === 'doubled') return words.doubled;
  if (wait !== undefined) return words.waitsFor(words.waits[wait.for]);
  if (deal === undefined) return outcome === null ? '' : words.outcomes[outcome];
  if (outcome === null) return words.off;
  const known = deal.put === null ? 'people' : deal.isTouched ? 'touched' : 'program';
  return words.led[live ?? known];
}
