import { AppError, type ErrorKind, exitCode } from '../app-error.ts';

/** The fleet cannot be worked with as it is set up. */
export class FleetError extends AppError {}

const wrong = { exit: exitCode.usage, retryable: false } as const;

/** What two clinics may not share, by the words of the tables. */
export type ClaimKind = 'schema' | 'account' | 'account-id' | 'place' | 'database';

const things: Readonly<Record<ClaimKind, { readonly ru: string; readonly en: string }>> = {
  schema: { ru: 'схему', en: 'the schema' },
  account: { ru: 'аккаунт amoCRM', en: 'the amoCRM account' },
  'account-id': { ru: 'аккаунт amoCRM с номером', en: 'the amoCRM account with the number' },
  place: { ru: 'базу IDENT', en: 'the IDENT database' },
  database: { ru: 'базу IDENT с отпечатком', en: 'the IDENT database with the identity' },
};

export const fleetErrors = {
  noFile: (): ErrorKind => ({
    code: 'FLEET_NO_FILE',
    ...wrong,
    ru: {
      message: 'Клиники парка перечисляет CONFIG_FILE, а он не задан.',
      hint: 'Задайте CONFIG_FILE (пример: deploy/config). Одной клинике парк не нужен: ident-amocrm run.',
    },
    en: {
      message: 'CONFIG_FILE lists the clinics of a fleet, and it is not set.',
      hint: 'Set CONFIG_FILE (an example: deploy/config). One clinic needs no fleet: ident-amocrm run.',
    },
  }),
  noServer: ({ clinics }: { readonly clinics: readonly string[] }): ErrorKind => ({
    code: 'FLEET_NO_SERVER',
    ...wrong,
    ru: {
      message: `Состояние не на сервере PostgreSQL: ${clinics.join(', ')}.`,
      hint: 'В парке состояние каждой клиники на одном сервере: задайте STATE_URL=postgres://… вверху CONFIG_FILE и STATE_SCHEMA у каждой клиники. Из файла его переносит ident-amocrm state migrate --clinic.',
    },
    en: {
      message: `The state is on no PostgreSQL server: ${clinics.join(', ')}.`,
      hint: 'In a fleet the state of each clinic is on one server: set STATE_URL=postgres://… at the top of CONFIG_FILE and STATE_SCHEMA for each clinic. Out of a file ident-amocrm state migrate --clinic moves it.',
    },
  }),
  severalServers: ({
    clinic,
    one,
    other,
  }: {
    readonly clinic: string;
    readonly one: string;
    readonly other: string;
  }): ErrorKind => ({
    code: 'FLEET_SEVERAL_SERVERS',
    ...wrong,
    ru: {
      message: `Состояние клиники «${clinic}» не там, где у остального парка: ${other} вместо ${one}.`,
      hint: 'Парк живёт в одной базе PostgreSQL: задайте STATE_URL (и STATE_READ_URL, если он есть) один раз, вверху CONFIG_FILE.',
    },
    en: {
      message: `The state of the clinic "${clinic}" is not where the fleet's is: ${other} instead of ${one}.`,
      hint: 'A fleet lives in one PostgreSQL database: set STATE_URL (and STATE_READ_URL, if there is one) once, at the top of CONFIG_FILE.',
    },
  }),
  notMigrated: (): ErrorKind => ({
    code: 'FLEET_NOT_MIGRATED',
    ...wrong,
    ru: {
      message: 'Таблиц парка на сервере нет, или их сделала более старая версия.',
      hint: 'Выполните один раз на одной из машин: ident-amocrm fleet migrate.',
    },
    en: {
      message: 'The server has no tables of a fleet, or an older version made them.',
      hint: 'Run once, on one of the machines: ident-amocrm fleet migrate.',
    },
  }),
  newer: (): ErrorKind => ({
    code: 'FLEET_NEWER',
    ...wrong,
    ru: {
      message: 'Таблицы парка на сервере сделала более новая версия программы.',
      hint: 'Обновите программу на этой машине до той же версии, что на остальных.',
    },
    en: {
      message: 'A newer version of the program made the tables of the fleet.',
      hint: 'Update the program on this machine to the version that the others have.',
    },
  }),
  /** Of a machine that works: whoever restarts it finds the newer program, or is told to bring it. */
  outgrown: (): ErrorKind => ({
    code: 'FLEET_NEWER',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message:
        'Пока машина работала, таблицы парка обновила более новая версия программы: эта дальше не работает.',
      hint: 'Обновите программу на этой машине; с новой версией служба поднимется сама.',
    },
    en: {
      message:
        'A newer version of the program has changed the tables of the fleet while this machine worked: this one works no more.',
      hint: 'Update the program on this machine; with the newer version the service comes up by itself.',
    },
  }),
  taken: ({
    clinic,
    owner,
    kind,
    value,
  }: {
    readonly clinic: string;
    readonly owner: string;
    readonly kind: ClaimKind;
    readonly value: string;
  }): ErrorKind => ({
    code: 'FLEET_TAKEN',
    ...wrong,
    ru: {
      message: `Клиника «${clinic}» остановлена: ${things[kind].ru} ${value} уже занимает клиника «${owner}».`,
      hint: 'Две клиники не делят ни аккаунт, ни базу (кроме разных филиалов, BRANCHES), ни схему. Исправьте CONFIG_FILE; если прежняя клиника больше не нужна, уберите её: ident-amocrm fleet remove.',
    },
    en: {
      message: `The clinic "${clinic}" is stopped: ${things[kind].en} ${value} is already that of the clinic "${owner}".`,
      hint: 'Two clinics share neither an account nor a database (but for different branches of it, BRANCHES) nor a schema. Mend CONFIG_FILE; if the former clinic is needed no more, take it out: ident-amocrm fleet remove.',
    },
  }),
  /** What the clinic's own people are told: no other one is named to them. */
  takenByAnother: ({ clinic }: { readonly clinic: string }): ErrorKind => ({
    code: 'FLEET_TAKEN',
    ...wrong,
    ru: {
      message: `Клиника «${clinic}» остановлена: её аккаунт amoCRM или базу IDENT уже занимает другая клиника парка.`,
      hint: `Исправьте CONFIG_FILE. Какая это клиника, скажет тому, кто ведёт парк: ident-amocrm fleet add ${clinic}`,
    },
    en: {
      message: `The clinic "${clinic}" is stopped: its amoCRM account or its IDENT database is already another clinic's of the fleet.`,
      hint: `Mend CONFIG_FILE. Which clinic it is, whoever looks after the fleet is told by: ident-amocrm fleet add ${clinic}`,
    },
  }),
  ofFleet: (): ErrorKind => ({
    code: 'FLEET_HAS_CLINIC',
    ...wrong,
    ru: {
      message: 'Эту клинику ведёт парк: отдельная служба ей не нужна.',
      hint: 'На машинах парка работает ident-amocrm fleet run. Чтобы вести клинику отдельно, сначала уберите её из парка: ident-amocrm fleet remove.',
    },
    en: {
      message: 'A fleet carries this clinic over: it needs no service of its own.',
      hint: 'On the machines of the fleet ident-amocrm fleet run works. To run the clinic alone, take it out of the fleet first: ident-amocrm fleet remove.',
    },
  }),
  schemaMoved: ({
    clinic,
    known,
    named,
  }: {
    readonly clinic: string;
    readonly known: string;
    readonly named: string;
  }): ErrorKind => ({
    code: 'FLEET_SCHEMA_MOVED',
    ...wrong,
    ru: {
      message: `Состояние клиники «${clinic}» в схеме ${known}, а файл называет ${named}.`,
      hint: 'Верните прежнюю STATE_SCHEMA. Если состояние нужно начать заново, сначала уберите клинику из парка: ident-amocrm fleet remove.',
    },
    en: {
      message: `The state of the clinic "${clinic}" is in the schema ${known}, and the file names ${named}.`,
      hint: 'Bring the former STATE_SCHEMA back. To begin the state anew, take the clinic out of the fleet first: ident-amocrm fleet remove.',
    },
  }),
  differs: ({ clinic }: { readonly clinic: string }): ErrorKind => ({
    code: 'FLEET_DIFFERS',
    ...wrong,
    ru: {
      message: `Настройки этой машины называют клинику «${clinic}» иначе, чем парк: другой аккаунт или другие базы.`,
      hint: 'Положите один и тот же CONFIG_FILE на все машины. Чтобы действовало то, что в файле этой машины: ident-amocrm fleet add.',
    },
    en: {
      message: `The settings of this machine name the clinic "${clinic}" otherwise than the fleet: another account or other databases.`,
      hint: 'Put the same CONFIG_FILE on all machines. For what this machine’s file says to hold: ident-amocrm fleet add.',
    },
  }),
  stateGone: ({ schema }: { readonly schema: string }): ErrorKind => ({
    code: 'FLEET_STATE_GONE',
    ...wrong,
    ru: {
      message: `Состояния клиники в схеме ${schema} нет: машина нового не создаёт.`,
      hint: 'Верните схему из копии (pg_restore или ident-amocrm state restore). Чтобы начать заново: ident-amocrm fleet remove, затем fleet add.',
    },
    en: {
      message: `There is no state of the clinic in the schema ${schema}, and a machine makes no new one.`,
      hint: 'Put the schema back from a backup (pg_restore or ident-amocrm state restore). To begin anew: ident-amocrm fleet remove, then fleet add.',
    },
  }),
  unknown: ({ clinic }: { readonly clinic: string }): ErrorKind => ({
    code: 'FLEET_UNKNOWN_CLINIC',
    ...wrong,
    ru: {
      message: `Клиники «${clinic}» нет в парке.`,
      hint: 'Какие есть, скажет ident-amocrm fleet status; добавить её: ident-amocrm fleet add.',
    },
    en: {
      message: `The fleet has no clinic "${clinic}".`,
      hint: 'ident-amocrm fleet status tells which ones it has; to add it: ident-amocrm fleet add.',
    },
  }),
  stopped: (): ErrorKind => ({
    code: 'FLEET_STOPPED',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message: 'Парк стоит: fleet migrate меняет таблицы очереди.',
      hint: 'Ничего делать не нужно: не позже чем через минуту проходы пойдут дальше с того же места.',
    },
    en: {
      message: "The fleet stands still: fleet migrate changes the queue's tables.",
      hint: 'Nothing is to be done: within a minute passes go on where they were.',
    },
  }),
  notStopped: ({ machines }: { readonly machines: readonly string[] }): ErrorKind => ({
    code: 'FLEET_NOT_STOPPED',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message: `Таблицы очереди не изменены: машины ещё ведут проходы (${machines.join(', ')}).`,
      hint: 'Повторите ident-amocrm fleet migrate. Если машина и тогда не остановится, остановите на ней ident-amocrm fleet run.',
    },
    en: {
      message: `The queue's tables are unchanged: machines are still at work (${machines.join(', ')}).`,
      hint: 'Run ident-amocrm fleet migrate again. If a machine does not stop then either, stop ident-amocrm fleet run on it.',
    },
  }),
  silent: (): ErrorKind => ({
    code: 'FLEET_SILENT',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message: 'Ни IDENT, ни amoCRM не отвечали, и проход уступил место другим клиникам.',
      hint: 'Ничего делать не нужно: проход начнётся снова на одном из мест для клиник, которые могут зависнуть. Если так часто, спросите IDENT и amoCRM сами: ident-amocrm doctor.',
    },
    en: {
      message: 'Neither IDENT nor amoCRM answered, and the pass gave its place to other clinics.',
      hint: 'Nothing is to be done: the pass begins again in one of the places for clinics that may hang. If it happens often, ask IDENT and amoCRM yourself: ident-amocrm doctor.',
    },
  }),
  claimLost: (): ErrorKind => ({
    code: 'FLEET_CLAIM_LOST',
    exit: exitCode.temporary,
    retryable: true,
    ru: {
      message: 'Эта машина молчала слишком долго: её проход передан другой.',
      hint: 'Ничего делать не нужно: проход повторит другая машина или эта же. Если такое часто, машина перегружена: уменьшите FLEET_PLACES.',
    },
    en: {
      message: 'This machine was silent for too long: its pass was given to another one.',
      hint: 'Nothing is to be done: another machine, or this one, makes the pass again. If it happens often, the machine has too much to do: lower FLEET_PLACES.',
    },
  }),
} as const;
