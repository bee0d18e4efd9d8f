import type { Localized } from '../language.ts';
import type { RunOutcome } from '../state/record/runs.ts';

interface RunWords {
  /** What a pass was. */
  readonly modes: Readonly<Record<Mode, string>>;
  readonly outcomes: Readonly<Record<RunOutcome, string>>;
  /** What its counts count. */
  readonly counts: Readonly<Record<Count, string>>;
}

type Mode = 'incremental' | 'deep' | 'plan' | 'patients' | 'clear' | 'forget';
type Count =
  | 'created'
  | 'updated'
  | 'adopted'
  | 'removed'
  | 'unchanged'
  | 'acknowledged'
  | 'relinked'
  | 'repaired'
  | 'deferred'
  | 'postponed'
  | 'missing'
  | 'forgotten'
  | 'outside'
  | 'rejected'
  | 'waiting'
  | 'uncertain'
  | 'unparsedPhones'
  | 'cutTexts'
  | 'leftOutPhones'
  | 'leftOutEmails'
  | 'unknownConsents'
  | 'severalPlans'
  | 'unreadable';

/** What the command line and the dashboard call that of a run which the state keeps as codes. */
export const runWords: Localized<RunWords> = {
  ru: {
    modes: {
      incremental: 'изменения',
      deep: 'полная сверка',
      plan: 'план',
      patients: 'один пациент',
      clear: 'очистка поля',
      forget: 'забыть пациента',
    },
    outcomes: {
      running: 'идёт',
      ok: 'готово',
      'rows-rejected': 'есть отклонённые',
      incomplete: 'прерван',
      failed: 'не удался',
      stopped: 'остановлен',
    },
    counts: {
      created: 'создано',
      updated: 'обновлено',
      adopted: 'использован имевшийся контакт',
      removed: 'отмечено удалёнными',
      unchanged: 'без изменений',
      acknowledged: 'уже верно в amoCRM',
      relinked: 'найдено и привязано',
      repaired: 'полей восстановлено',
      deferred: 'отложено до следующего прохода',
      postponed: 'ждут: за сутки таких изменений слишком много',
      missing: 'контакта нет в amoCRM',
      forgotten: 'в списке «не переносить»',
      outside: 'не из выбранных филиалов',
      rejected: 'не принято',
      waiting: 'не принято раньше',
      uncertain: 'исход неизвестен',
      unparsedPhones: 'телефонов не распознано',
      cutTexts: 'текстов укорочено',
      leftOutPhones: 'телефонов без приписок',
      leftOutEmails: 'адресов почты без приписок',
      unknownConsents: 'согласие на рассылку неизвестно',
      severalPlans: 'планов лечения больше одного',
      unreadable: 'значений IDENT не прочитано',
    },
  },
  en: {
    modes: {
      incremental: 'changes',
      deep: 'deep pass',
      plan: 'plan',
      patients: 'one patient',
      clear: 'field emptied',
      forget: 'patient forgotten',
    },
    outcomes: {
      running: 'running',
      ok: 'done',
      'rows-rejected': 'some rejected',
      incomplete: 'broken off',
      failed: 'failed',
      stopped: 'stopped',
    },
    counts: {
      created: 'created',
      updated: 'updated',
      adopted: 'existing contact used',
      removed: 'marked as removed',
      unchanged: 'unchanged',
      acknowledged: 'right in amoCRM already',
      relinked: 'found and linked',
      repaired: 'fields restored',
      deferred: 'left for the next pass',
      postponed: 'wait: too many such changes within a day',
      missing: 'contact not in amoCRM',
      forgotten: 'on the do-not-sync list',
      outside: 'not of the chosen branches',
      rejected: 'rejected',
      waiting: 'rejected before',
      uncertain: 'outcome unknown',
      unparsedPhones: 'phones not recognised',
      cutTexts: 'texts shortened',
      leftOutPhones: 'phones without their remarks',
      leftOutEmails: 'e-mails without their remarks',
      unknownConsents: 'consent to mailings not known',
      severalPlans: 'more than one plan of treatment',
      unreadable: 'values of IDENT not readable',
    },
  },
};

/** What it means that a run found nothing: only a whole deep pass has compared both sides. */
export function silenceOf({
  mode,
  outcome,
}: {
  readonly mode: string;
  readonly outcome: RunOutcome;
}): 'broken' | 'agree' | 'uncompared' {
  if (outcome !== 'ok' && outcome !== 'rows-rejected') return 'broken';
  return mode === 'deep' ? 'agree' : 'uncompared';
}
