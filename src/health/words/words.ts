import type { ErrorText } from '../../app-error.ts';
import { both, type Language, type Localized } from '../../language.ts';
import { formatNumber } from '../../report/format.ts';
import { guardedKindText } from '../../sync/guard/asking/words.ts';
import { type Incident, type IncidentCode, needsPerson } from '../incident.ts';
import { incidentsEn } from './en.ts';
import type { IncidentTexts } from './incident-text.ts';
import { incidentsRu } from './ru.ts';

const texts: Localized<IncidentTexts> = { ru: incidentsRu, en: incidentsEn };

/** An incident as every view says it. */
interface IncidentWords {
  readonly title: string;
  /** What it means for the clinic. */
  readonly meaning: string;
  /** What to do; null: nobody has to do anything. */
  readonly advice: string | null;
  /** What may be done though nobody has to; null: nothing. */
  readonly option: string | null;
}

/** @param timeZone the clinic's: moments stand on its wall clock. */
export function incidentWords(
  incident: Incident,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): IncidentWords {
  const { code, since, until = since, count = 0, total = count, guarded } = incident;
  const { title, meaning, advice, option = null } = texts[language][code];
  const at = (ms: number) => clinicMoment(ms, timeZone, language);
  const number = (amount: number) => formatNumber(amount, language);
  const kinds = (guarded?.kinds ?? []).map(
    ({ kind, patients }) => `${guardedKindText(kind, language)}: ${number(patients)}`,
  );
  const blanks = {
    since: at(since),
    until: at(until),
    count: number(count),
    total: number(total),
    isSeveral: count > 1,
    cause: incident.cause,
    kinds: kinds.join(', '),
    sources: (incident.sources ?? []).map((name) => `«${name}»`).join(', '),
    allow: guarded?.allow ?? count,
  };
  const cure = typeof advice === 'function' ? advice(blanks) : advice;
  return { title, meaning: meaning(blanks), advice: needsPerson(incident) ? cure : null, option };
}

/** The gravest in a sentence, or that nothing is the matter. @param incidents the gravest first */
export function headline(
  [gravest]: readonly Incident[],
  timeZone: string,
): Localized<Pick<IncidentWords, 'title' | 'meaning'>> {
  if (gravest === undefined) return allIsWell;
  return both((language) => {
    const { title, meaning } = incidentWords(gravest, { language, timeZone });
    return { title, meaning };
  });
}

/** What it means, and what to do or what may be done, as an error says it. */
export const meaningOf = (incident: Incident, timeZone: string): Localized<ErrorText> =>
  both((language) => {
    const { meaning, advice, option } = incidentWords(incident, { language, timeZone });
    return { message: meaning, hint: advice ?? option ?? '' };
  });

/** The title of the good news. */
export const overTitle = (code: IncidentCode, language: Language): string =>
  texts[language][code].over;

/** What is said where nothing is the matter. It says no more than is known: what was looked at. */
export const allIsWell: Localized<{ readonly title: string; readonly meaning: string }> = {
  ru: {
    title: 'Всё в порядке',
    meaning:
      'Изменения из IDENT переносятся, последняя полная сверка не оставила вопросов. Делать ничего не нужно.',
  },
  en: {
    title: 'All is well',
    meaning:
      'Changes in IDENT are carried over, and the last deep pass left no question open. There is nothing to do.',
  },
};

/** On the clinic's wall clock: `2 марта в 09:05`, `09:05 on 2 March`. */
export function clinicMoment(ms: number, timeZone: string, language: Language): string {
  const day = { timeZone, day: 'numeric', month: 'long' } as const;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  if (language === 'ru') return new Intl.DateTimeFormat('ru', { ...day, ...time }).format(ms);
  const [date, clock] = [day, { timeZone, ...time }].map((parts) =>
    new Intl.DateTimeFormat('en-GB', parts).format(ms),
  );
  return `${clock} on ${date}`;
}
