import type { Localized } from '../../language.ts';
import type { LookFor } from '../../state/visits/visit-looks.ts';
import type { LedBy } from '../../visits/deal/led.ts';
import type { VisitStage } from '../../visits/stage.ts';
import type { VisitOutcome } from '../../visits/visit-plan.ts';

interface VisitWords {
  /** What a visit has come to in IDENT, in a word. */
  readonly stages: Readonly<Record<VisitStage, string>>;
  /** What it waits for. */
  readonly waits: Readonly<Record<LookFor, string>>;
  /** Who leads the stage of its deal. */
  readonly led: Readonly<Record<LedBy, string>>;
  /** Why there is no deal. */
  readonly outcomes: Readonly<Record<VisitOutcome, string>>;
  readonly waitsFor: (what: string) => string;
  readonly rejected: (why: string) => string;
  readonly deleted: string;
  readonly doubled: string;
  /** Deals are off. */
  readonly off: string;
}

/** Visits and their deals as the page and the command line call them. */
export const visitWords: Localized<VisitWords> = {
  ru: {
    stages: {
      planned: 'Запланирован',
      open: 'Без исхода',
      appeared: 'Пришёл',
      started: 'На приёме',
      ended: 'Завершён',
      billed: 'Счёт выставлен',
      cancelled: 'Отменён',
    },
    waits: {
      quiet:
        'пока этап в IDENT постоит: кто ошибся, сразу исправит; отменённый приём могут записать заново',
      contact: 'пока у пациента появится контакт в amoCRM',
      portion: 'своей очереди первой загрузки (VISITS_PER_HOUR)',
      guard: 'места в суточном пределе изменений сделок',
      stopped:
        'пока не выяснится, что сделок визитов в этом аккаунте не создаёт другая установка программы',
      answer: 'ответа: сделка отправлена, но amoCRM её ещё не показала',
    },
    led: {
      program: 'ведёт программа',
      touched: 'ведёт программа, меняли и люди',
      people: 'этап ведут люди',
    },
    outcomes: {
      made: 'создаст следующий проход',
      known: 'отправлена, ждём amoCRM',
      waiting: 'нет: отменён только что, могут записать заново',
      withoutContact: 'нет: у пациента ещё нет контакта',
      withoutPatient: 'нет: приём без пациента',
      outside: 'нет: день не из тех, за которые есть сделки',
      elsewhere: 'нет: филиал не из BRANCHES',
      notFirst: 'нет: визит не первый (VISITS_WHICH=first)',
      reassigned: 'нет: приём перешёл другому пациенту',
    },
    waitsFor: (what) => `ждёт: ${what}`,
    rejected: (why) => `отклонена: ${why}`,
    deleted: 'удалена людьми, заново не создаётся',
    doubled: 'визит в нескольких сделках: ни одну не меняем',
    off: 'сделки выключены: не меняется',
  },
  en: {
    stages: {
      planned: 'Planned',
      open: 'No outcome',
      appeared: 'Came',
      started: 'In progress',
      ended: 'Ended',
      billed: 'Billed',
      cancelled: 'Cancelled',
    },
    waits: {
      quiet:
        'the stage to stand in IDENT for a while: who clicked wrongly corrects it at once; a cancelled booking may be made anew',
      contact: 'the contact of the patient in amoCRM',
      portion: 'its turn in the first load (VISITS_PER_HOUR)',
      guard: 'room in what the day may change of deals',
      stopped:
        'it to be clear that no other installation of the program makes deals of visits in this account',
      answer: 'an answer: the deal was sent, and amoCRM has not shown it yet',
    },
    led: {
      program: 'led by the program',
      touched: 'led by the program, changed by people too',
      people: 'its stage is led by people',
    },
    outcomes: {
      made: 'the next pass makes it',
      known: 'sent, waiting for amoCRM',
      waiting: 'none: cancelled just now, it may be booked anew',
      withoutContact: 'none: the patient has no contact yet',
      withoutPatient: 'none: a booking of nobody',
      outside: 'none: not one of the days that have deals',
      elsewhere: 'none: a branch that is not among BRANCHES',
      notFirst: 'none: not the first visit (VISITS_WHICH=first)',
      reassigned: 'none: the booking went over to another patient',
    },
    waitsFor: (what) => `waits for ${what}`,
    rejected: (why) => `rejected: ${why}`,
    deleted: 'deleted by people, not made again',
    doubled: 'in several deals: none of them is changed',
    off: 'deals are off: it is not changed',
  },
};
