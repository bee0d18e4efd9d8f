import { foldReason } from '../../contact/visits/cancel-reason.ts';
import { type SetupStage, setupStages } from '../../visits/setup/stages.ts';
import type { SettingTable } from '../setting.ts';
import { day, duration, flag, integer, names, oneOf, pairs, text } from '../types/setting-types.ts';

const stageNames = pairs<SetupStage>(
  `этапы через точку с запятой, например planned=Записан; слева: ${setupStages.join(', ')}`,
  `stages separated by semicolons, as in planned=Booked; on the left: ${setupStages.join(', ')}`,
  (left) => setupStages.find((stage) => stage === left.toLowerCase()),
);

const lossReasons = pairs(
  'причины отмены и причины отказа через точку с запятой, например Не пришел=Не пришёл',
  'reasons of cancelling and loss reasons separated by semicolons, as in Не пришел=No-show',
  foldReason,
);

/** Visits as deals. */
export const visitSettings = {
  VISITS: {
    type: oneOf('off', 'deals'),
    default: 'off',
    ru: 'Визиты как сделки: deals создаёт и ведёт их в каждом проходе, off не трогает. Сначала нужна воронка (ident-amocrm visits setup); какими сделки будут, покажет ident-amocrm visits plan.',
    en: 'Visits as deals: deals makes and keeps them in each pass, off leaves them alone. It takes the pipeline first (ident-amocrm visits setup); ident-amocrm visits plan shows which deals there will be.',
  },
  VISITS_PIPELINE: {
    type: text,
    ru: 'Воронка визитов, название или ID, если она уже есть; без неё ident-amocrm visits setup создаёт «Визиты IDENT».',
    en: 'The pipeline of visits, its name or id, where there is one; without it ident-amocrm visits setup makes «Визиты IDENT».',
  },
  VISITS_STAGES: {
    type: stageNames,
    ru: 'Этапы этой воронки, если они называются иначе: planned=Записан; appeared=Пришёл; started=На приёме; ended=Завершён. Несколько шагов могут стоять на одном этапе.',
    en: 'The stages of that pipeline where they are called otherwise: planned=Booked; appeared=Came; started=In the chair; ended=Done. Several steps may share a stage.',
  },
  VISITS_LOSS_REASONS: {
    type: lossReasons,
    ru: 'С какой причиной отказа закрывается сделка по причине отмены в IDENT: Не пришел=Не пришёл; Дорого=Слишком дорого.',
    en: 'With which loss reason a deal is closed, by the reason of the cancelling in IDENT: Не пришел=No-show; Дорого=Too expensive.',
  },
  VISITS_PROTECTED_STAGES: {
    type: names,
    ru: 'Этапы любых воронок, из которых сделки визитов не выводятся: названия или ID через запятую; один этап нескольких воронок – Воронка/Этап.',
    en: 'Stages, of any pipeline, that deals of visits are never moved out of: names or ids by commas; one that several pipelines have as Pipeline/Stage.',
  },
  VISITS_ADOPT_STAGES: {
    type: names,
    ru: 'Этапы, сделку из которых первый визит берёт себе вместо новой: названия или ID через запятую, или Воронка/Этап. По умолчанию таких нет.',
    en: 'Stages of which a first visit takes a deal over instead of a new one: names or ids by commas, or Pipeline/Stage. None by default.',
  },
  VISITS_ADOPT_DAYS: {
    type: integer(1, 365),
    default: '30',
    ru: 'За сколько дней до записи самое большее могла быть создана сделка, которую визит берёт себе.',
    en: 'How many days before the booking a deal was made at most that a visit takes over.',
  },
  VISITS_RESPONSIBLE: {
    type: text,
    default: 'contact',
    ru: 'Кто ответственный за новую сделку: contact – ответственный за контакт, иначе имя или ID сотрудника в amoCRM. Потом ответственного меняют люди.',
    en: 'Who is responsible for a new deal: contact means whoever is for the contact, else the name or id of a user of amoCRM. Later on people change it.',
  },
  VISITS_WHICH: {
    type: oneOf('all', 'first'),
    default: 'all',
    ru: 'Какие визиты становятся сделками: all – все, first – только первые, у кого в IDENT до этого времени нет завершённого приёма.',
    en: 'Which visits become deals: all, or first for those of patients who have no completed reception in IDENT before that time.',
  },
  VISITS_FROM: {
    type: day,
    ru: 'С какого дня у визитов есть сделки (2026-11-27), но не раньше чем за 45 дней. По умолчанию с сегодняшнего.',
    en: 'From which day on visits have deals (2026-11-27), 45 days back at most. By default from today on.',
  },
  VISITS_CANCEL_DELAY: {
    type: duration('0m', '1440m'),
    default: '10',
    ru: 'Сколько минут отменённый приём ждёт новой записи, прежде чем сделка закроется; отменённый для переноса ждёт до конца дня.',
    en: 'How many minutes a cancelled reception waits for the booking that replaces it before its deal is closed; one cancelled to be moved waits till the end of the day.',
  },
  VISITS_PER_HOUR: {
    type: integer(1, 10_000),
    default: '100',
    ru: 'Сколько сделок самое большее создаётся за час: каждая запускает роботов воронки.',
    en: 'How many deals are made in an hour at most: each sets the robots of its pipeline off.',
  },
  VISITS_DOCTOR: {
    type: flag,
    default: 'false',
    ru: 'Указывать ли в сделке врача: по врачу видна болезнь, а сделки видны многим.',
    en: 'Whether a deal names the doctor, who tells of an illness; many see deals.',
  },
} satisfies SettingTable;
