import type { ExtraFields } from '../../../src/contact/model/field-choice.ts';
import { extraFields } from '../../../src/contact/model/fields.ts';
import { type ExpectedContact, secondsOf } from '../../support/expected/independent-reading.ts';
import { asked } from '../../sync/visits/facts/extra.ts';
import type { ClinicDatabase } from '../clinic-database.ts';
import type { Simulation } from '../simulation.ts';

/** The facts of visits that a third of the simulations asks for. */
const keys = [
  ...(['next_visit', 'last_visit', 'no_shows', 'cancellations'] as const),
  ...(['mailing_consent', 'recall_on'] as const),
];

export const visitFields = extraFields.filter(({ key }) => keys.some((one) => one === key));

/** Told by the sample, so that all others stay what they were. */
export const visitsOf = (sample: number, timeZone: string): ExtraFields | undefined =>
  sample % 3 === 0 ? { ...asked(...keys), timeZone } : undefined;

/** Beside what a person empties or types elsewhere, in what a marketer works with. */
export const alsoTyped = (
  { world }: Simulation,
  at: number,
  date: number | null,
): Record<string, number | null> => {
  if (world.options.extra === undefined) return {};
  return date === null && at % 2 === 0
    ? { 'Согласие на рассылку': null }
    : { 'Пора пригласить': date };
};

type Facts = ExpectedContact['fields'];
type Row = ReturnType<ClinicDatabase['rows']>[number];

/** What a plain look at the rows tells of a patient's visits; dates as `YYYY-MM-DD`. */
export function visitsIn(
  database: ClinicDatabase,
  now: Date,
  timeZone: string,
): (patient: number) => Facts {
  const wall = (at: Date) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
      at,
    );
  const clock = wall(now);
  const dayAgo = new Date(Date.parse(`${clock.replace(' ', 'T')}Z`) - 86_400_000);
  const yesterday = dayAgo.toISOString().slice(0, 19).replace('T', ' ');
  const receptions = database.rows(
    `select r.*, r.ReceptionCanceled is not null or r.ID_ReceptionCancelReasons is not null as off,
       r.ReceptionEnded is not null or r.CheckIssued is not null as over, c.Name as why,
       exists (select 1 from Receptions n where n.ID_ReceptionsTransferFrom = r.ID) as moved
     from Receptions r left join ReceptionCancelReasons c on c.ID = r.ID_ReceptionCancelReasons
     order by r.PlanStart, r.ID`,
  );
  const patients = new Map(
    database.rows('select * from Patients').map((row) => [Number(row['ID_Persons']), row]),
  );
  const startOf = (row: Row) => String(row['PlanStart'] ?? '').slice(0, 19);
  return (patient) => {
    const own = receptions.filter((row) => Number(row['ID_Patients']) === patient);
    const stands = own.filter((row) => !row['off'] && !row['over']);
    const next = stands.find(
      (row) => !row['PatientAppeared'] && !row['ReceptionStarted'] && startOf(row) > clock,
    );
    const days = own
      .filter((row) => !row['off'] && row['over'])
      .map((row) => String(row['ReceptionStarted'] ?? row['PlanStart'] ?? row['ReceptionEnded']));
    const last = days.toSorted().at(-1)?.slice(0, 10) ?? null;
    const why = own.filter((row) => row['off'] && !row['moved']).map((row) => row['why']);
    const lost = why.filter((reason) => reason === 'Не пришел').length;
    const others = ['Заболел врач', 'Перенос на другой день'];
    const row = patients.get(patient);
    const consents = row?.['ConformToSending'] === 1 && row['SmsRefusal'] === 0;
    const isActive = row?.['Status'] === 1 || row?.['Status'] === null;
    const isBooked = stands.some((one) => startOf(one) > yesterday);
    return {
      'Следующий визит': next === undefined ? null : secondsOf(startOf(next), timeZone),
      'Последний визит': last,
      Неявок: String(lost),
      Отмен: String(why.filter((reason) => !others.includes(String(reason))).length - lost),
      'Согласие на рассылку': consents,
      'Пора пригласить':
        consents && isActive && !isBooked && last !== null ? inHalfAYear(last) : null,
    };
  };
}

/** The same day six months on, or the last one of a month that is shorter. */
function inHalfAYear(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + 6, 0)).getUTCDate();
  return new Date(Date.UTC(year, month + 5, Math.min(day, lastDay))).toISOString().slice(0, 10);
}
