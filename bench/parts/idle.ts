import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import type { DatabaseConfig } from '../../src/ident/connection/connection.ts';
import { openWritable } from '../../src/ident/open-connection.ts';
import { mutateSampleDatabase } from '../../src/sandbox/sample-db/mutate.ts';
import { MeasuredProcess } from '../child-process.ts';
import type { Part } from '../part.ts';
import type { DatabaseQuestion } from '../processes/database.child.ts';
import type { PassCost, SyncQuestion } from '../processes/sync.child.ts';
import type { Row } from '../row.ts';
import { Account, type Clinics, unlimited } from '../world.ts';

const times = 30;
/** These load and compile. */
const first = 6;
/** A service makes 720 passes a day: after so many of them its code is compiled. */
const warmUp = 90;

export const idle: Part = {
  name: 'idle',
  what: 'incremental passes with nothing to do: a quiet hour, and right behind 50 changes',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 1_000 : 10_000;
    const rows: Row[] = [];
    const clinic = await clinics.synced(patients);
    await using account = await Account.open(clinic, unlimited);
    for (const busy of [false, true]) {
      const what = busy ? 'idle pass, 50 changes in the last hour' : 'idle pass, quiet hour';
      tell(what);
      if (busy) {
        const log = pino({ level: 'silent' });
        const connection = await openWritable({ client: 'sqlite', file: clinic.ident }, { log });
        await mutateSampleDatabase(connection, { changes: 50, seed: 11 });
        await connection.close();
        await account.pass('auto');
        putBack(clinic.ident);
      }
      const costs = await account.inSync<readonly PassCost[]>((sync, task) =>
        sync.ask({ ask: 'passes', task, times: times + 5 } satisfies SyncQuestion),
      );
      // The first ones load and compile; after 50 changes the very first has work to do.
      rows.push(...judge(this.name, what, costs.slice(5)));
    }
    tell('idle pass, SQL Server in another process');
    rows.push(...judgeServed(this.name, await overTds(clinics, patients)));
    return rows;
  },
};

/** As at a clinic: the server's work is its own, what is left is asking it and reading its answers, encrypted. */
async function overTds(clinics: Clinics, patients: number): Promise<readonly PassCost[]> {
  await using server = new MeasuredProcess('database.child.ts');
  const start: DatabaseQuestion = { ask: 'start', patients };
  const ident: DatabaseConfig = {
    client: 'mssql',
    host: '127.0.0.1',
    port: await server.ask<number>(start),
    database: 'PZ',
    user: 'ident_reader',
    password: 'Пароль-1',
    encrypt: true,
    trustCertificate: true,
  };
  await using account = await Account.open(clinics.withoutDatabase(), unlimited);
  const costs = await account.inSync<readonly PassCost[]>(
    (sync, task) =>
      sync.ask({ ask: 'passes', task, times: first + warmUp + times } satisfies SyncQuestion),
    { ident, batchSize: 250 },
  );
  // The very first one carries everybody over.
  return costs.slice(first);
}

function judgeServed(part: string, costs: readonly PassCost[]): readonly Row[] {
  const what = 'idle pass, SQL Server in another process';
  const { median, most, of } = figuresOf(costs.slice(warmUp));
  const cpu = of(({ cpuMs }) => cpuMs);
  const young = figuresOf(costs.slice(0, times));
  const youngCpu = young.median(young.of(({ cpuMs }) => cpuMs));
  return [
    {
      part,
      what: `${what}: SQL statements`,
      measured: most(of(({ statements }) => statements)),
      unit: '',
      goal: { atMost: 6 },
      aside: `${most(of(({ requests }) => requests))} request to amoCRM`,
    },
    {
      part,
      what: `${what}: CPU`,
      measured: median(cpu),
      unit: 'ms',
      goal: { atMost: 30 },
      aside: `median of the last ${times} of ${costs.length} (of the first ${times}: ${youngCpu.toFixed(1)}); at most ${most(cpu).toFixed(1)} ms; ${median(of(({ ms }) => ms)).toFixed(1)} ms on the clock; ${median(of(({ queryCpuMs }) => queryCpuMs)).toFixed(1)} of it while statements to IDENT are under way; a connection of its own with TLS, as each pass of a service makes it; a scripted server answers by TDS`,
    },
  ];
}

function figuresOf(costs: readonly PassCost[]) {
  return {
    of: (read: (cost: PassCost) => number) => costs.map(read).sort((a, b) => a - b),
    median: (values: readonly number[]) => values[Math.floor(values.length / 2)] ?? 0,
    most: (values: readonly number[]) => values.at(-1) ?? 0,
  };
}

function judge(part: string, what: string, costs: readonly PassCost[]): readonly Row[] {
  const { median, most, of } = figuresOf(costs);
  const cpu = of(({ cpuMs }) => cpuMs);
  const own = of(({ cpuMs, queryCpuMs }) => cpuMs - queryCpuMs);
  const read = most(of(({ counts }) => counts['read'] ?? 0));
  return [
    {
      part,
      what: `${what}: requests`,
      measured: most(of(({ requests }) => requests)),
      unit: '',
      // amoCRM's event feed.
      goal: { atMost: 1 },
      aside: `in each of ${costs.length} passes`,
    },
    {
      part,
      what: `${what}: SQL statements`,
      measured: most(of(({ statements }) => statements)),
      unit: '',
      // Server, the four stamped tables of the sample, and the look for new patients; once an hour the catalogue.
      goal: { atMost: 6 },
      aside: `${read} patients read again`,
    },
    {
      part,
      what: `${what}: CPU`,
      measured: median(cpu),
      unit: 'ms',
      aside: `median; at most ${most(cpu).toFixed(1)} ms; ${median(of(({ ms }) => ms)).toFixed(1)} ms on the clock; ${median(of(({ queryCpuMs }) => queryCpuMs)).toFixed(1)} of it in statements to IDENT: SQLite works in our process, SQL Server does not`,
    },
    {
      part,
      what: `${what}: CPU besides the sample database`,
      measured: median(own),
      unit: 'ms',
      goal: { atMost: 30 },
      aside: `median; at most ${most(own).toFixed(1)} ms`,
    },
  ];
}

/** What was stamped just now becomes half an hour old: a busy hour, not a busy minute. */
function putBack(file: string): void {
  using database = new DatabaseSync(file);
  const stamp = (modifier: string) =>
    `strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime', '${modifier}')`;
  for (const [table, column] of stamps) {
    database.exec(
      `update ${table} set ${column} = ${stamp('-30 minutes')} where ${column} > ${stamp('-10 minutes')}`,
    );
  }
}

const stamps = [
  ['Persons', 'DateTimeChanged'],
  ['Patients', 'DateTimeAdded'],
  ['Patients', 'DateTimeChanged'],
  ['Receptions', 'DateTimeAdded'],
  ['Receptions', 'DateTimeChanged'],
  ['Receptions', 'PatientAppeared'],
  ['Receptions', 'ReceptionStarted'],
  ['Receptions', 'ReceptionEnded'],
  ['Receptions', 'ReceptionCanceled'],
  ['Receptions', 'CheckIssued'],
  ['Orders', 'DateTimeOrder'],
  ['Orders', 'DateTimeBillFormed'],
] as const;
