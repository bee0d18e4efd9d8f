import { AppError } from '../app-error.ts';
import { both, type Localized } from '../language.ts';

/** What is looked at, in the order in which it is told. */
export const checkTitles = {
  settings: { ru: 'Настройки', en: 'Settings' },
  files: { ru: 'Права на файлы', en: 'File permissions' },
  disk: { ru: 'Место на диске', en: 'Disk space' },
  database: { ru: 'База IDENT', en: 'IDENT database' },
  owner: { ru: 'Та ли база', en: 'Same database' },
  login: { ru: 'Вход в базу', en: 'Database login' },
  profile: { ru: 'Поля в базе', en: 'Fields in the database' },
  speed: { ru: 'Скорость запросов', en: 'Query time' },
  clock: { ru: 'Часы', en: 'Clocks' },
  token: { ru: 'Доступ к amoCRM', en: 'Access to amoCRM' },
  amocrm: { ru: 'Аккаунт amoCRM', en: 'amoCRM account' },
  zone: { ru: 'Часовые пояса', en: 'Time zones' },
  fields: { ru: 'Поля в amoCRM', en: 'Fields in amoCRM' },
  visits: { ru: 'Воронка визитов', en: 'Pipeline of visits' },
  pace: { ru: 'Лимит запросов', en: 'Rate limit' },
  state: { ru: 'Состояние', en: 'State' },
  server: { ru: 'Сервер состояния', en: 'Server of the state' },
  sessions: { ru: 'Соединения парка', en: 'Connections of the fleet' },
  lock: { ru: 'Кто работает', en: 'Who is at work' },
  pauses: { ru: 'Паузы', en: 'Pauses' },
  success: { ru: 'Последняя сверка', en: 'Last success' },
  rows: { ru: 'Пациенты', en: 'Patients' },
  values: { ru: 'Значения IDENT', en: 'Values of IDENT' },
  alerts: { ru: 'Оповещения', en: 'Alerts' },
  backup: { ru: 'Резервная копия', en: 'Backup' },
} as const satisfies Readonly<Record<string, Localized<string>>>;

export type CheckId = keyof typeof checkTitles;

/** `problem`: it does not work. `warning`: it works, and somebody should know. `skipped`: could not be looked at. */
export type Verdict = 'ok' | 'warning' | 'problem' | 'skipped';

/** One line of the doctor's report. No value of a patient, no secret. */
export interface Diagnosis {
  readonly check: CheckId;
  readonly verdict: Verdict;
  /** The database that it is about, where the clinic has several. */
  readonly source?: string;
  /** Stable, for programs and the troubleshooting pages; null where all is well. */
  readonly code: string | null;
  readonly found: Localized<string>;
  /** What to do about it; absent where all is well. */
  readonly advice?: Localized<string>;
  /** The command that mends it, or tells more. */
  readonly command?: string | undefined;
}

const plain =
  (verdict: 'ok' | 'skipped') =>
  (check: CheckId, found: Localized<string>): Diagnosis => ({ check, verdict, code: null, found });

export const ok = plain('ok');
export const skipped = plain('skipped');

/** Several that could not be looked at for one reason. */
export const allSkipped = (
  checks: readonly CheckId[],
  found: Localized<string>,
): readonly Diagnosis[] => checks.map((check) => skipped(check, found));

type Flaw = Omit<Diagnosis, 'check' | 'verdict' | 'source'> & {
  readonly code: string;
  readonly advice: Localized<string>;
};

const flawed =
  (verdict: 'warning' | 'problem') =>
  (check: CheckId, flaw: Flaw): Diagnosis => ({ check, verdict, ...flaw });

export const warning = flawed('warning');
export const problem = flawed('problem');

/** An error of ours as a line of the report: it brings cause and cure with it. Anything else is a bug, and goes on. */
export function failed(check: CheckId, error: unknown, command?: string): Diagnosis {
  if (!(error instanceof AppError)) throw error;
  return problem(check, {
    code: error.code,
    found: both((language) => error.text(language).message),
    advice: both((language) => error.text(language).hint),
    command,
  });
}
