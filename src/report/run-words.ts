import type { Localized } from '../language.ts';
import type { RunOutcome } from '../state/record/runs.ts';
import type { VisitCountName } from '../sync/visits/pass/visit-counts.ts';

const ru = {
  /** What a pass was. */
  modes: {
    incremental: 'изменения',
    deep: 'полная сверка',
    plan: 'план',
    patients: 'один пациент',
    clear: 'очистка поля',
    forget: 'забыть пациента',
    visits: 'визиты',
  },
  outcomes: {
    running: 'идёт',
    ok: 'готово',
    'rows-rejected': 'есть отклонённые',
    incomplete: 'прерван',
    failed: 'не удался',
    stopped: 'остановлен',
  } satisfies Readonly<Record<RunOutcome, string>>,
  /** What its counts count. */
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
    dealsCreated: 'сделок создано',
    dealsAdopted: 'сделок людей взято под визит',
    dealsUpdated: 'сделок обновлено',
    dealsMoved: 'сделок продвинуто',
    dealsClosed: 'сделок закрыто',
    dealsReopened: 'сделок открыто вновь',
    dealsBack: 'сделок возвращено на прежний этап',
    dealsLeft: 'этап сделки ведёт человек',
    dealsQuiet: 'сделок ждут: изменение в IDENT совсем свежее',
    dealsPortion: 'сделок ждут своего часа (VISITS_PER_HOUR)',
    dealsPostponed: 'сделок ждут: за сутки таких изменений слишком много',
    dealsStopped: 'сделок не создано: есть сделки другой установки',
    dealsBeside:
      'сделок в это же время создала другая установка: все сделки будут прочитаны заново',
    dealsRejected: 'сделок не принято',
    dealsUncertain: 'исход сделки неизвестен',
    dealsUnread: 'источников, визиты которых не прочитаны',
    dealsResting: 'сделки отложены: причина в проходе, который их остановил',
    dealsGone: 'сделки нет в amoCRM или в ней другой ID записи',
    dealsWithoutContact: 'сделок без контакта или ID записи',
  } satisfies Readonly<Record<VisitCountName, string> & Record<string, string>>,
};

const en: typeof ru = {
  modes: {
    incremental: 'changes',
    deep: 'deep pass',
    plan: 'plan',
    patients: 'one patient',
    clear: 'field emptied',
    forget: 'patient forgotten',
    visits: 'visits',
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
    dealsCreated: 'deals made',
    dealsAdopted: 'deals of people taken over',
    dealsUpdated: 'deals updated',
    dealsMoved: 'deals moved on',
    dealsClosed: 'deals closed',
    dealsReopened: 'deals opened again',
    dealsBack: 'deals moved back',
    dealsLeft: 'deals whose stage a person leads',
    dealsQuiet: 'deals wait: the change in IDENT is very new',
    dealsPortion: 'deals wait for their hour (VISITS_PER_HOUR)',
    dealsPostponed: 'deals wait: too many such changes within a day',
    dealsStopped: 'deals not made: another installation has deals',
    dealsBeside:
      'deals made by another installation at the same time: all deals will be read again',
    dealsRejected: 'deals rejected',
    dealsUncertain: 'deals with unknown outcome',
    dealsUnread: 'sources whose visits were not read',
    dealsResting: 'deals rest: see the run that stopped them',
    dealsGone: 'deals not in amoCRM, or with another booking id',
    dealsWithoutContact: 'deals without contact or booking id',
  },
};

/** What the command line and the dashboard call that of a run which the state keeps as codes. */
export const runWords: Localized<typeof ru> = { ru, en };

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
