import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { childrenMb, cpuOf, cpuOfFamily, rssMb } from '../fleet/cpu.ts';
import { FleetWorld } from '../fleet/fleet-world.ts';
import type { Part } from '../part.ts';
import type { Row } from '../row.ts';

const statementMs = 30;
const requestMs = 150;
const patients = 20;
/** Above it a core is no measure for more clinics: lateness would hide what it lacks. */
const mostLoad = 0.6;
const intervalMs = 120_000;
/** Two cores' by default; and a pass waits for the network most of its time: a place makes so many within an interval. */
const [leastPlaces, clinicsOfPlace] = [16, 12];
/** As the service has it. */
const interval = '2';

export const fleet: Part = {
  name: 'fleet',
  what: `idle clinics of a fleet on one machine: CPU of a pass, lateness, connections; ${statementMs} ms for a statement and ${requestMs} ms for a request`,
  async run({ quick, tell }) {
    const sizes = quick ? [4] : sizesOf(process.env['BENCH_FLEET']);
    const rows: Row[] = [];
    const costs: number[] = [];
    for (const clinics of sizes) {
      const { own, cost } = await measured(clinics, quick, tell);
      // A later size may not come to its end.
      for (const row of own) tell(toldOf(row));
      rows.push(...own);
      costs.push(cost);
    }
    const [first, last] = [costs[0] ?? 0, costs.at(-1) ?? 0];
    if (costs.length > 1) {
      rows.push({
        part: this.name,
        what: `fleet: CPU of a clinic's pass, ${sizes.at(-1)} clinics ÷ ${sizes[0]}`,
        measured: last / first,
        unit: '×',
        goal: { atMost: 1.2 },
        aside: `${last.toFixed(1)} and ${first.toFixed(1)} ms of the machine's process, what it does without any clinic among them`,
      });
    }
    return rows;
  },
};

/** `BENCH_FLEET=10,300` measures these sizes. */
function sizesOf(text: string | undefined): readonly number[] {
  if (text === undefined) return [10, 100, 1_000];
  const sizes = text.split(',').map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new Error(`BENCH_FLEET is a list of whole numbers, and not ${text}`);
  }
  return sizes;
}

const toldOf = ({ what, measured: value, unit, aside = '' }: Row): string =>
  `${what}: ${value.toFixed(1)} ${unit} (${aside})`;

interface Turn {
  readonly late: number;
  readonly took: number | null;
}

async function measured(clinics: number, quick: boolean, tell: (text: string) => void) {
  const name = `fleet of ${clinics.toLocaleString('en')}`;
  tell(`${name}: making it`);
  await using world = await FleetWorld.make(
    {
      clinics,
      patients,
      statementMs,
      requestMs,
      interval: quick ? '10s' : interval,
    },
    (made) => {
      if (made % 100 === 0) tell(`${name}: ${made} clinics`);
    },
  );
  const migrateS = await world.command('fleet', 'migrate');
  await world.sql(watchTurns);
  tell(`${name}: first loads, without the distance to PostgreSQL`);
  await firstLoads(world, clinics, (done) => tell(`${name}: ${done} are done`));
  const places = Math.max(leastPlaces, Math.ceil(clinics / clinicsOfPlace));
  await world.sql('truncate public.bench_turns');
  const machine = await world.machine({ FLEET_PLACES: String(places) });
  const pid = machine.pid ?? 0;
  // It is there, and goes round: all of them were due at once when it came.
  const seen = 'select number from public.bench_turns where took is not null group by number';
  while ((await world.sql(seen)).length < clinics) {
    refuseGone(machine);
    await delay(1_000);
  }
  tell(`${name}: idle passes`);
  // Code is compiled, and every clinic's second pass was made.
  await delay(quick ? 10_000 : intervalMs);
  await world.sql('truncate public.bench_turns');
  const [own, server] = [cpuOf(pid), cpuOfFamily(world.postmaster)];
  const begun = performance.now();
  await delay(quick ? 20_000 : intervalMs * (clinics >= 1_000 ? 1.5 : 2));
  const seconds = (performance.now() - begun) / 1_000;
  const ownMs = cpuOf(pid) - own;
  const serverMs = cpuOfFamily(world.postmaster) - server;
  const { count: sessions, mb } = childrenMb(world.postmaster);
  const machineMb = rssMb(pid);
  const turns = await world.sql<Turn>('select late, took from public.bench_turns');
  const [counted] = await world.sql<{ lost: number; missed: number }>(
    'select lost, missed from ident_amocrm.fleet_machines',
  );
  const { length: passes } = turns;
  const late = turns.map((turn) => turn.late).toSorted((a, b) => a - b);
  const took = turns.flatMap((turn) => turn.took ?? []).toSorted((a, b) => a - b);
  const at = (values: readonly number[], share: number) =>
    values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
  const cost = ownMs / passes;
  const load = ownMs / 1_000 / seconds;
  const told = `${passes} passes in ${seconds.toFixed(0)} s; load of the core ${(load * 100).toFixed(0)} %; ${places} places; memory of the machine ${machineMb.toFixed(0)} MB`;
  const part = 'fleet';
  const own_: Row[] = [
    {
      part,
      what: `${name}: CPU of a pass`,
      measured: cost,
      unit: 'ms',
      aside: `${told}; PostgreSQL beside it ${(serverMs / passes).toFixed(1)} ms a pass; a pass takes ${at(took, 0.5).toFixed(1)} s (p99 ${at(took, 0.99).toFixed(1)})`,
    },
    {
      part,
      what: `${name}: lateness, p99`,
      measured: at(late, 0.99),
      unit: 's',
      goal: { atMost: 30 },
      aside: `median ${at(late, 0.5).toFixed(1)} s, at most ${(late.at(-1) ?? 0).toFixed(1)} s; ${counted?.lost} passes given away, ${counted?.missed} signs of life too late`,
    },
    {
      part,
      what: `${name}: \`fleet migrate\` with nothing to change`,
      measured: migrateS,
      unit: 's',
      aside: `without the distance; PostgreSQL: ${sessions} processes, ${mb.toFixed(0)} MB of their own`,
    },
  ];
  if (!quick && load < mostLoad) {
    own_.push({
      part,
      what: `${name}: clinics a core at ${mostLoad * 100} % of it`,
      measured: Math.floor((mostLoad / load) * clinics),
      unit: '',
      goal: { atLeast: 1_000 },
      aside: 'reckoned from the load measured, for passes every two minutes',
    });
  }
  return { own: own_, cost };
}

/** By a machine of its own, which has more places than one that is measured: they are not what is measured. */
async function firstLoads(
  world: FleetWorld,
  clinics: number,
  onDone: (done: number) => void,
): Promise<void> {
  world.place('near');
  const machine = await world.machine({ FLEET_PLACES: '24' });
  for (let told = 0; ; ) {
    const done = await world.sql(`select 1 from ident_amocrm.fleet_due
      where outcome = 'ok' and class = 'quick'`);
    if (done.length === clinics) break;
    refuseGone(machine);
    if (done.length >= told + 100) {
      told = done.length;
      onDone(told);
    }
    await delay(1_000);
  }
  await world.stop(machine);
  world.place('far');
}

/** Nobody waits for a machine that has ended. */
function refuseGone({ exitCode, signalCode }: ChildProcess): void {
  if (exitCode === null && signalCode === null) return;
  throw new Error(`the machine of the fleet has ended by itself with ${exitCode ?? signalCode}`);
}

/** Each pass, how late it began and how long it took; s. */
const watchTurns = `
  create unlogged table public.bench_turns (number integer, late float8, took float8);
  create function public.bench_turn() returns trigger language plpgsql as $$ begin
    if new.job is not null and old.job is distinct from new.job then
      insert into public.bench_turns (number, late) values (new.number, extract(epoch from new.begun_at - old.due_at));
    elsif new.job is null and old.job is not null then
      update public.bench_turns set took = extract(epoch from clock_timestamp() - new.begun_at)
        where number = new.number and took is null;
    end if;
    return null;
  end $$;
  create trigger bench_turns after update on ident_amocrm.fleet_due
    for each row execute function public.bench_turn();`;
