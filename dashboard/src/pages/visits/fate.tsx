import { useTranslation } from 'react-i18next';
import type { DayVisit } from '../../../../src/http/api/contract/visits/days.ts';
import type { PatientVisit } from '../../../../src/http/api/contract/visits/of-patient.ts';
import { useLanguage } from '../../language/use-language.ts';

/** What becomes of a visit's deal: the first thing that keeps it back, else who leads it, else why there is none. */
export function Fate({
  visit: { deal, wait, rejected, outcome },
  ledBy,
}: {
  readonly visit: Pick<DayVisit, 'deal' | 'wait' | 'rejected' | 'outcome'>;
  /** Who leads its stage, where amoCRM was asked; absent: by what the state knows. */
  readonly ledBy?: PatientVisit['ledBy'];
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (rejected !== null) return t('visits.fate.rejected', { why: rejected.text[language].meaning });
  if (deal?.status === 'deleted') return t('visits.fate.deleted');
  if (deal?.status === 'doubled') return t('visits.fate.doubled');
  if (wait !== null) return t('visits.fate.waits', { why: t(`visits.waits.${wait.for}`) });
  if (deal === null) return outcome && t(`visits.outcomes.${outcome}`);
  if (outcome === null) return t('visits.fate.off');
  const known = deal.put === null ? 'people' : deal.touched ? 'touched' : 'program';
  return t(`visits.led.${ledBy ?? known}`);
}
