import type { Language, Localized } from '../../language.ts';
import { formatNumber } from '../../report/format.ts';
import type { Coverage, OutsidePlace } from '../coverage.ts';
import { clinicMoment } from './words.ts';

/** The figure that a director looks for first, as every view says it. */
interface CoverageWords {
  readonly title: string;
  /** As of when it holds, and how far it may be relied on. */
  readonly asOf: string;
  /** Why the others are not in amoCRM: «не приняты amoCRM: 2». */
  readonly outside: readonly string[];
}

/** @param timeZone the clinic's */
export function coverageWords(
  figure: Coverage,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): CoverageWords {
  const { at, isOld, inAmo, total } = figure;
  const words = texts[language];
  if (at === null) return { title: words.unknown, asOf: words.never, outside: [] };
  const number = (count: number) => formatNumber(count, language);
  const moment = clinicMoment(at, timeZone, language);
  return {
    title: words.title(number(inAmo), number(total), new Intl.PluralRules(language).select(total)),
    asOf: isOld ? words.old(moment) : words.asOf(moment),
    outside: figure.outside.map(
      ({ place, count }) => `${placeWords[language][place]}: ${number(count)}`,
    ),
  };
}

const texts: Localized<{
  readonly title: (inAmo: string, total: string, form: Intl.LDMLPluralRule) => string;
  readonly asOf: (moment: string) => string;
  readonly old: (moment: string) => string;
  readonly unknown: string;
  readonly never: string;
}> = {
  ru: {
    title: (inAmo, total, form) =>
      `В amoCRM ${inAmo} из ${total} ${form === 'one' ? 'пациента' : 'пациентов'} IDENT`,
    asOf: (moment) => `По полной сверке, закончившейся ${moment}, и тому, что amoCRM приняла после`,
    old: (moment) =>
      `Последняя полная сверка закончилась ${moment}: верно ли это сейчас, скажет следующая`,
    unknown: 'Сколько пациентов IDENT в amoCRM, ещё не известно',
    never: 'Это скажет первая полная сверка, которая дойдёт до конца',
  },
  en: {
    title: (inAmo, total, form) =>
      `${inAmo} of ${total} ${form === 'one' ? 'patient' : 'patients'} of IDENT are in amoCRM`,
    asOf: (moment) => `By the deep pass that ended at ${moment}, and what amoCRM accepted since`,
    old: (moment) =>
      `The last deep pass ended at ${moment}: whether this still holds the next one will tell`,
    unknown: 'How many patients of IDENT are in amoCRM is not known yet',
    never: 'The first deep pass that comes to its end will tell',
  },
};

export const placeWords: Localized<Readonly<Record<OutsidePlace, string>>> = {
  ru: {
    missing: 'контакт удалён в amoCRM',
    rejected: 'не приняты',
    held: 'ждут решения человека',
    uncertain: 'исход записи выясняется',
    forgotten: 'в списке «не переносить»',
    waiting: 'ещё не перенесены',
    unchosen: 'не из выбранных филиалов',
  },
  en: {
    missing: 'contact deleted in amoCRM',
    rejected: 'not accepted',
    held: "wait for a person's decision",
    uncertain: 'outcome being found out',
    forgotten: 'on the do-not-sync list',
    waiting: 'not carried over yet',
    unchosen: 'not of the chosen branches',
  },
};
