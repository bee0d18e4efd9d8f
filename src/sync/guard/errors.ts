import { type ErrorKind, errorKind, exitCode } from '../../app-error.ts';
import type { PatientId, SourceNumber } from '../../contact/model/patient-key.ts';
import type { Language } from '../../language.ts';
import { passStopped, SyncError } from '../errors.ts';
import { guardedKindText, ruleText } from './asking/words.ts';
import type { RuleChange } from './rule-changes.ts';

/** A mass change, or a reading that cannot be trusted, was stopped before anything of it was written (I9). */
export class GuardError extends SyncError {
  /** Patients by category, ids only. */
  readonly patients: ReadonlyMap<string, readonly PatientId[]>;

  constructor(kind: ErrorKind, patients: ReadonlyMap<string, readonly PatientId[]> = new Map()) {
    super(kind);
    this.patients = patients;
  }
}

/** When a mass change, or a reading that cannot be trusted, is stopped. */
export const guardErrors = {
  massChange: (p: KindList): ErrorKind =>
    errorKind('MASS_CHANGE', exitCode.guard, false, {
      ru: `Проход остановлен: слишком много изменений сразу (${kindList(p, 'ru')}). Ничего из этого не записано.`,
      ruHint: `${asksForDatabase(p) ? 'Та ли это база? Проверьте DB_HOST и DB_NAME' : 'Проверьте базу IDENT'}. Если так и должно быть, повторите команду один раз с --allow-mass-change N, где N не меньше наибольшего из этих чисел.`,
      en: `The pass was stopped: too many changes at once (${kindList(p, 'en')}). None of this was written.`,
      enHint: `${asksForDatabase(p) ? 'Is this the right database? Check DB_HOST and DB_NAME' : 'Check the IDENT database'}. If this is right, run the command once more with --allow-mass-change N, where N is not below the largest of these numbers.`,
    }),
  massDeals: (p: KindList): ErrorKind =>
    errorKind('DEALS_MASS_CHANGE', exitCode.guard, false, {
      ru: `Сделки визитов остановлены: слишком много изменений сразу (${kindList(p, 'ru')}). Ни одна из этих сделок не изменена; контакты это не задерживает.`,
      ruHint:
        'Проверьте базу IDENT. Если так и должно быть, один раз: ident-amocrm visits sync --allow-mass-change N, где N не меньше наибольшего из этих чисел. Иначе через час сделки сосчитаются заново.',
      en: `Deals of visits were stopped: too many changes at once (${kindList(p, 'en')}). None of these deals was changed; contacts are not held up by it.`,
      enHint:
        'Check the IDENT database. If this is right, run once: ident-amocrm visits sync --allow-mass-change N, where N is not below the largest of these numbers. Else deals are counted anew in an hour.',
    }),
  rulesChanged: (p: { changes: readonly RuleChange[] }): ErrorKind =>
    errorKind('RULES_CHANGED', exitCode.guard, false, {
      ru: `Новая версия программы иначе читает ячейки IDENT. Изменятся: ${ruleList(p.changes, 'ru')}. Правку тех же полей в самой IDENT от этого сейчас не отличить. Ничего из этого не записано.`,
      ruHint: `Посмотрите, что изменится: ident-amocrm plan --deep --verbose. Если всё верно, один раз: ident-amocrm sync --deep --allow-mass-change ${mostChanged(p.changes)}. Больше об этой версии вопроса не будет.`,
      en: `This version of the program reads IDENT's cells by other rules. They change: ${ruleList(p.changes, 'en')}. An edit of the same fields in IDENT cannot be told from it now. None of this was written.`,
      enHint: `See what would change: ident-amocrm plan --deep --verbose. If it is right, run once: ident-amocrm sync --deep --allow-mass-change ${mostChanged(p.changes)}. This version does not ask again.`,
    }),
  readVoid: (p: { unseen: number; linked: number }): ErrorKind =>
    errorKind('CRM_READ_VOID', exitCode.guard, false, {
      ru: `amoCRM не показала ${p.unseen} из ${p.linked} известных контактов: такому чтению нельзя верить. ${passStopped.ru}`,
      ruHint:
        'Обычно у токена урезаны права на контакты, или контакты массово удалили. Проверьте права пользователя, выдавшего доступ; если удаление намеренное: sync --deep --allow-mass-change N.',
      en: `amoCRM did not show ${p.unseen} of ${p.linked} known contacts: such a reading cannot be trusted. ${passStopped.en}`,
      enHint:
        "Usually the token's rights on contacts were cut, or contacts were deleted in bulk. Check the rights of the user who granted access; if the deletion was meant: sync --deep --allow-mass-change N.",
    }),
} as const;

const mostChanged = (changes: readonly RuleChange[]): number =>
  Math.max(0, ...changes.map(({ changed }) => changed));

const ruleList = (changes: readonly RuleChange[], language: Language): string =>
  changes.map((change) => ruleText(change, language)).join('; ');

/** Half of the known patients gone, or changed into others, at once: rather another database than another clinic. */
const asksForDatabase = ({ kinds, patients }: KindList): boolean =>
  kinds.some(
    ({ kind, count, of = patients }) =>
      (kind === 'removed' || kind === 'identity-changed') && count * 2 >= of,
  );

/** A kind of which there is too much. */
export interface KindTold {
  readonly kind: string;
  readonly count: number;
  readonly limit: number;
  /** Of several databases, in which, and of how many patients there; absent: in all of them together. */
  readonly source?: SourceNumber;
  readonly of?: number;
}

interface KindList {
  readonly kinds: readonly KindTold[];
  /** In all databases. */
  readonly patients: number;
}

/** A limit that all have is told once. */
function kindList({ kinds, patients }: KindList, language: Language): string {
  const isOfDeals = kinds.every(({ kind }) => kind.startsWith('deal-'));
  const words = { ...listWords[language], ...(isOfDeals && dealWords[language]) };
  const [first] = kinds;
  const least = Math.min(...kinds.map(({ limit }) => limit));
  if (first !== undefined && kinds.every(({ source }) => source === undefined)) {
    const list = kinds.map(({ kind, count, limit }) => {
      const own = limit === least ? '' : ` (${words.limit(limit)})`;
      return `${guardedKindText(kind, language)}: ${count}${own}`;
    });
    return `${list.join(', ')}; ${words.common(least, patients)}`;
  }
  return kinds
    .map(({ kind, count, limit, source, of = patients }) => {
      const where = source === undefined ? '' : ` ${words.source(source)}`;
      return `${guardedKindText(kind, language)}${where}: ${count} (${words.limit(limit)} ${words.of(of)})`;
    })
    .join('; ');
}

/** Deals are counted by deals. */
const dealWords = {
  ru: { common: (limit: number, deals: number) => `предел ${limit} из ${deals} сделок` },
  en: { common: (limit: number, deals: number) => `the limit is ${limit} of ${deals} deals` },
} as const;

const listWords = {
  ru: {
    limit: (limit: number) => `предел ${limit}`,
    common: (limit: number, patients: number) => `предел ${limit} из ${patients} пациентов`,
    source: (number: number) => `в базе ${number}`,
    of: (patients: number) => `из ${patients}`,
  },
  en: {
    limit: (limit: number) => `limit ${limit}`,
    common: (limit: number, patients: number) => `the limit is ${limit} of ${patients} patients`,
    source: (number: number) => `in database ${number}`,
    of: (patients: number) => `of ${patients}`,
  },
} as const;
