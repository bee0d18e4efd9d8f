import { DatabaseSync } from 'node:sqlite';
import type { Part } from '../part.ts';
import type { PassCost, SyncQuestion } from '../processes/sync.child.ts';
import type { Row } from '../row.ts';
import { Account, type Clinic, real } from '../world.ts';
import { againstLimit } from './limit.ts';

/** Rows of a request that makes or moves deals, and of one that reads. */
const [madeAtOnce, readAtOnce] = [50, 250] as const;
/** Account, pipelines, fields, users, the survey's page, the newest page. */
const startUp = 6;

export const visits: Part = {
  name: 'visits',
  what: 'a first load of deals of visits, a day of arrivals, and passes with nothing to do',
  async run({ clinics, quick, tell }) {
    const count = quick ? 500 : 10_000;
    const rows: Row[] = [];
    for (const responsible of ['the token’s user', null] as const) {
      const of = `${count.toLocaleString('en')} visits, ${responsible === null ? 'responsible: the contact’s' : 'one responsible for all'}`;
      tell(of);
      const clinic = await clinics.synced(count);
      book(clinic, count);
      await using account = await Account.open(clinic, real);
      const user = responsible === null ? null : String(await account.ask<number>({ ask: 'self' }));
      const task = { visits: { perHour: count, responsible: user }, batchSize: 250 };
      await account.inSync((sync, given) => sync.ask({ ask: 'visits-setup', task: given }), task);
      const pass = (times: number) =>
        account.inSync<readonly PassCost[]>(
          (sync, given) => sync.ask({ ask: 'passes', task: given, times } satisfies SyncQuestion),
          task,
        );
      const [load] = await pass(1);
      if (load === undefined || load.counts['dealsCreated'] !== count)
        throw new Error(JSON.stringify(load));
      const asked = responsible === null ? Math.ceil(count / readAtOnce) : 0;
      const needed = Math.ceil(count / madeAtOnce) + Math.ceil(count / readAtOnce) + startUp;
      rows.push(
        ...againstLimit({
          part: this.name,
          what: `first load, ${of}`,
          cost: load,
          traffic: await account.traffic(),
          least: needed - againstStart + asked,
          ...(responsible === null || quick ? {} : { goals: { requests: 1.05 } }),
        }),
      );
      if (responsible === null) {
        rows.push({
          part: this.name,
          what: `first load, ${of}: requests ÷ least without asking who`,
          measured: load.requests / needed,
          unit: '×',
          aside: `${load.requests} of ${needed}: ${asked} readings of contacts tell who is responsible`,
        });
        continue;
      }
      const came = count / 5;
      arrive(clinic, came);
      tell(`${came.toLocaleString('en')} arrivals`);
      const [day, ...idle] = await pass(11);
      if (day === undefined || day.counts['dealsMoved'] !== came)
        throw new Error(JSON.stringify(day));
      rows.push(
        ...againstLimit({
          part: this.name,
          what: `${came.toLocaleString('en')} arrivals`,
          cost: day,
          traffic: await account.traffic(),
          // They are read before they are written; the feed of events is read once.
          least: Math.ceil(came / readAtOnce) + Math.ceil(came / madeAtOnce) + 1,
        }),
        {
          part: this.name,
          what: `idle pass with ${count.toLocaleString('en')} deals: requests`,
          measured: Math.max(...idle.map(({ requests }) => requests)),
          unit: '',
          goal: { atMost: 1 },
          aside: `in each of ${idle.length} passes; ${Math.max(...idle.map(({ statements }) => statements))} statements to IDENT, ${median(idle.map(({ cpuMs }) => cpuMs)).toFixed(1)} ms of CPU`,
        },
      );
    }
    return rows;
  },
};

/** `againstLimit` adds so many for the beginning of a pass of contacts. */
const againstStart = 4;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Each of so many patients has booked for one of the next 25 days. */
function book({ ident }: Clinic, count: number): void {
  using database = new DatabaseSync(ident);
  database
    .prepare(
      `insert into Receptions (ID, ID_Patients, ID_Staffs, ID_Armchairs, PlanStart, DateTimeAdded, DateTimeChanged)
       select (select max(ID) from Receptions) + row_number() over (order by ID_Persons), ID_Persons, 1, 1,
         strftime('%Y-%m-%d 12:00:00', 'now', 'localtime', '+' || (1 + ID_Persons % 25) || ' days'),
         ${stampOf('-2 hours')}, ${stampOf('-2 hours')}
       from Patients order by ID_Persons limit ?`,
    )
    .run(count);
}

/** Patients came, long enough ago that nobody waits any more for who clicked wrongly, and that their rows are read once. */
function arrive({ ident }: Clinic, count: number): void {
  using database = new DatabaseSync(ident);
  database
    .prepare(
      `update Receptions set PatientAppeared = ${stampOf('-10 minutes')}, DateTimeChanged = ${stampOf('-10 minutes')}
       where ID in (select ID from Receptions order by ID desc limit ?)`,
    )
    .run(count);
}

const stampOf = (modifier: string): string =>
  `strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime', '${modifier}')`;
