import { AppError, errorKind, exitCode } from '../app-error.ts';

/** The fleet cannot be worked with as it is set up. */
export class FleetError extends AppError {}

const { usage, temporary } = exitCode;

/** What two clinics may not share, by the words of the tables. */
export type ClaimKind = 'schema' | 'account' | 'account-id' | 'place' | 'database';

const things: Readonly<Record<ClaimKind, { readonly ru: string; readonly en: string }>> = {
  schema: { ru: 'схему', en: 'the schema' },
  account: { ru: 'аккаунт amoCRM', en: 'the amoCRM account' },
  'account-id': { ru: 'аккаунт amoCRM с номером', en: 'the amoCRM account with the number' },
  place: { ru: 'базу IDENT', en: 'the IDENT database' },
  database: { ru: 'базу IDENT с отпечатком', en: 'the IDENT database with the identity' },
};

/** What a clinic wanted to have, and whose it is. */
export interface Taken extends Readonly<Record<'clinic' | 'owner' | 'value', string>> {
  readonly kind: ClaimKind;
}

export const fleetErrors = {
  noFile: errorKind('FLEET_NO_FILE', usage, false, {
    ru: 'Клиники парка перечисляет CONFIG_FILE, а он не задан.',
    ruHint:
      'Задайте CONFIG_FILE (пример: deploy/config). Одной клинике парк не нужен: ident-amocrm run.',
    en: 'CONFIG_FILE lists the clinics of a fleet, and it is not set.',
    enHint:
      'Set CONFIG_FILE (an example: deploy/config). One clinic needs no fleet: ident-amocrm run.',
  }),
  noServer: ({ clinics }: { readonly clinics: readonly string[] }) =>
    errorKind('FLEET_NO_SERVER', usage, false, {
      ru: `Состояние не на сервере PostgreSQL: ${clinics.join(', ')}.`,
      ruHint:
        'В парке состояние каждой клиники на одном сервере: задайте STATE_URL=postgres://… вверху CONFIG_FILE и STATE_SCHEMA у каждой клиники. Из файла его переносит ident-amocrm state migrate --clinic.',
      en: `The state is on no PostgreSQL server: ${clinics.join(', ')}.`,
      enHint:
        'In a fleet the state of each clinic is on one server: set STATE_URL=postgres://… at the top of CONFIG_FILE and STATE_SCHEMA for each clinic. Out of a file ident-amocrm state migrate --clinic moves it.',
    }),
  severalServers: ({ clinic, one, other }: Readonly<Record<'clinic' | 'one' | 'other', string>>) =>
    errorKind('FLEET_SEVERAL_SERVERS', usage, false, {
      ru: `Состояние клиники «${clinic}» не там, где у остального парка: ${other} вместо ${one}.`,
      ruHint:
        'Парк живёт в одной базе PostgreSQL: задайте STATE_URL (и STATE_READ_URL, если он есть) один раз, вверху CONFIG_FILE.',
      en: `The state of the clinic "${clinic}" is not where the fleet's is: ${other} instead of ${one}.`,
      enHint:
        'A fleet lives in one PostgreSQL database: set STATE_URL (and STATE_READ_URL, if there is one) once, at the top of CONFIG_FILE.',
    }),
  notMigrated: errorKind('FLEET_NOT_MIGRATED', usage, false, {
    ru: 'Таблиц парка на сервере нет, или их сделала более старая версия.',
    ruHint: 'Выполните один раз на одной из машин: ident-amocrm fleet migrate.',
    en: 'The server has no tables of a fleet, or an older version made them.',
    enHint: 'Run once, on one of the machines: ident-amocrm fleet migrate.',
  }),
  newer: errorKind('FLEET_NEWER', usage, false, {
    ru: 'Таблицы парка на сервере сделала более новая версия программы.',
    ruHint: 'Обновите программу на этой машине до той же версии, что на остальных.',
    en: 'A newer version of the program made the tables of the fleet.',
    enHint: 'Update the program on this machine to the version that the others have.',
  }),
  /** Of a machine that works: whoever restarts it finds the newer program, or is told to bring it. */
  outgrown: errorKind('FLEET_NEWER', temporary, true, {
    ru: 'Пока машина работала, таблицы парка обновила более новая версия программы: эта дальше не работает.',
    ruHint: 'Обновите программу на этой машине; с новой версией служба поднимется сама.',
    en: 'A newer version of the program has changed the tables of the fleet while this machine worked: this one works no more.',
    enHint:
      'Update the program on this machine; with the newer version the service comes up by itself.',
  }),
  taken: ({ clinic, owner, kind, value }: Taken) =>
    errorKind('FLEET_TAKEN', usage, false, {
      ru: `Клиника «${clinic}» остановлена: ${things[kind].ru} ${value} уже занимает клиника «${owner}».`,
      ruHint:
        'Две клиники не делят ни аккаунт, ни базу (кроме разных филиалов, BRANCHES), ни схему. Исправьте CONFIG_FILE; если прежняя клиника больше не нужна, уберите её: ident-amocrm fleet remove.',
      en: `The clinic "${clinic}" is stopped: ${things[kind].en} ${value} is already that of the clinic "${owner}".`,
      enHint:
        'Two clinics share neither an account nor a database (but for different branches of it, BRANCHES) nor a schema. Mend CONFIG_FILE; if the former clinic is needed no more, take it out: ident-amocrm fleet remove.',
    }),
  /** What the clinic's own people are told: no other one is named to them. */
  takenByAnother: ({ clinic }: { readonly clinic: string }) =>
    errorKind('FLEET_TAKEN', usage, false, {
      ru: `Клиника «${clinic}» остановлена: её аккаунт amoCRM или базу IDENT уже занимает другая клиника парка.`,
      ruHint: `Исправьте CONFIG_FILE. Какая это клиника, скажет тому, кто ведёт парк: ident-amocrm fleet add ${clinic}`,
      en: `The clinic "${clinic}" is stopped: its amoCRM account or its IDENT database is already another clinic's of the fleet.`,
      enHint: `Mend CONFIG_FILE. Which clinic it is, whoever looks after the fleet is told by: ident-amocrm fleet add ${clinic}`,
    }),
  ofFleet: errorKind('FLEET_HAS_CLINIC', usage, false, {
    ru: 'Эту клинику ведёт парк: отдельная служба ей не нужна.',
    ruHint:
      'На машинах парка работает ident-amocrm fleet run. Чтобы вести клинику отдельно, сначала уберите её из парка: ident-amocrm fleet remove.',
    en: 'A fleet carries this clinic over: it needs no service of its own.',
    enHint:
      'On the machines of the fleet ident-amocrm fleet run works. To run the clinic alone, take it out of the fleet first: ident-amocrm fleet remove.',
  }),
  schemaMoved: ({ clinic, known, named }: Readonly<Record<'clinic' | 'known' | 'named', string>>) =>
    errorKind('FLEET_SCHEMA_MOVED', usage, false, {
      ru: `Состояние клиники «${clinic}» в схеме ${known}, а файл называет ${named}.`,
      ruHint:
        'Верните прежнюю STATE_SCHEMA. Если состояние нужно начать заново, сначала уберите клинику из парка: ident-amocrm fleet remove.',
      en: `The state of the clinic "${clinic}" is in the schema ${known}, and the file names ${named}.`,
      enHint:
        'Bring the former STATE_SCHEMA back. To begin the state anew, take the clinic out of the fleet first: ident-amocrm fleet remove.',
    }),
  differs: ({ clinic }: { readonly clinic: string }) =>
    errorKind('FLEET_DIFFERS', usage, false, {
      ru: `Настройки этой машины называют клинику «${clinic}» иначе, чем парк: другой аккаунт или другие базы.`,
      ruHint:
        'Положите один и тот же CONFIG_FILE на все машины. Чтобы действовало то, что в файле этой машины: ident-amocrm fleet add.',
      en: `The settings of this machine name the clinic "${clinic}" otherwise than the fleet: another account or other databases.`,
      enHint:
        'Put the same CONFIG_FILE on all machines. For what this machine’s file says to hold: ident-amocrm fleet add.',
    }),
  stateGone: ({ schema }: { readonly schema: string }) =>
    errorKind('FLEET_STATE_GONE', usage, false, {
      ru: `Состояния клиники в схеме ${schema} нет: машина нового не создаёт.`,
      ruHint:
        'Верните схему из копии (pg_restore или ident-amocrm state restore). Чтобы начать заново: ident-amocrm fleet remove, затем fleet add.',
      en: `There is no state of the clinic in the schema ${schema}, and a machine makes no new one.`,
      enHint:
        'Put the schema back from a backup (pg_restore or ident-amocrm state restore). To begin anew: ident-amocrm fleet remove, then fleet add.',
    }),
  unknown: ({ clinic }: { readonly clinic: string }) =>
    errorKind('FLEET_UNKNOWN_CLINIC', usage, false, {
      ru: `Клиники «${clinic}» нет в парке.`,
      ruHint: 'Какие есть, скажет ident-amocrm fleet status; добавить её: ident-amocrm fleet add.',
      en: `The fleet has no clinic "${clinic}".`,
      enHint:
        'ident-amocrm fleet status tells which ones it has; to add it: ident-amocrm fleet add.',
    }),
  stopped: errorKind('FLEET_STOPPED', temporary, true, {
    ru: 'Парк стоит: fleet migrate меняет таблицы очереди.',
    ruHint:
      'Ничего делать не нужно: не позже чем через минуту проходы пойдут дальше с того же места.',
    en: "The fleet stands still: fleet migrate changes the queue's tables.",
    enHint: 'Nothing is to be done: within a minute passes go on where they were.',
  }),
  notStopped: ({ machines }: { readonly machines: readonly string[] }) =>
    errorKind('FLEET_NOT_STOPPED', temporary, true, {
      ru: `Таблицы очереди не изменены: машины ещё ведут проходы (${machines.join(', ')}).`,
      ruHint:
        'Повторите ident-amocrm fleet migrate. Если машина и тогда не остановится, остановите на ней ident-amocrm fleet run.',
      en: `The queue's tables are unchanged: machines are still at work (${machines.join(', ')}).`,
      enHint:
        'Run ident-amocrm fleet migrate again. If a machine does not stop then either, stop ident-amocrm fleet run on it.',
    }),
  silent: errorKind('FLEET_SILENT', temporary, true, {
    ru: 'Ни IDENT, ни amoCRM не отвечали, и проход уступил место другим клиникам.',
    ruHint:
      'Ничего делать не нужно: проход начнётся снова на одном из мест для клиник, которые могут зависнуть. Если так часто, спросите IDENT и amoCRM сами: ident-amocrm doctor.',
    en: 'Neither IDENT nor amoCRM answered, and the pass gave its place to other clinics.',
    enHint:
      'Nothing is to be done: the pass begins again in one of the places for clinics that may hang. If it happens often, ask IDENT and amoCRM yourself: ident-amocrm doctor.',
  }),
  claimLost: errorKind('FLEET_CLAIM_LOST', temporary, true, {
    ru: 'Эта машина молчала слишком долго: её проход передан другой.',
    ruHint:
      'Ничего делать не нужно: проход повторит другая машина или эта же. Если такое часто, машина перегружена: уменьшите FLEET_PLACES.',
    en: 'This machine was silent for too long: its pass was given to another one.',
    enHint:
      'Nothing is to be done: another machine, or this one, makes the pass again. If it happens often, the machine has too much to do: lower FLEET_PLACES.',
  }),
} as const;
