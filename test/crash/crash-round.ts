import { DatabaseSync } from 'node:sqlite';
import { exitCode } from '../../src/app-error.ts';
import { today } from '../../src/contact/value/dates.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { independentReading } from '../support/expected/independent-reading.ts';
import { generator } from '../support/generator.ts';
import { CrashWorld } from './crash-world.ts';

const patients = 60;
const idField = 'ID пациента IDENT';
const visitField = 'ID записи IDENT';

export interface CrashResult {
  readonly kills: number;
  /** Syncs that were stopped in mid-work, taken over from, and woken. */
  readonly freezes: number;
  /** What is wrong afterwards; empty when all is well. */
  readonly wrong: readonly string[];
}

/** Syncs that are killed at random moments, with faults on and a clinic at work; then one deep pass, and the judgement. */
export async function crashRound(options: {
  readonly kills: number;
  readonly seed: number;
  /** Lists of contacts, and in every second round a contact asked for by its id, are so far behind. */
  readonly lagMs: number;
  /** Every so many syncs one is stopped, where another may take over from it. */
  readonly freezeEvery?: number;
  /** Whether visits become deals. */
  readonly hasVisits?: boolean;
}): Promise<CrashResult> {
  const { kills, seed, lagMs, freezeEvery = Number.POSITIVE_INFINITY, hasVisits } = options;
  let freezes = 0;
  await using world = await CrashWorld.open(patients, 1 + (seed % 1_000), hasVisits);
  Object.assign(world.sandbox.manners, { listLagMs: lagMs, getLags: seed % 2 === 1 });
  const random = generator(seed);
  for (let run = 1; world.kills < kills && run <= kills * 10; run += 1) {
    // Without work a pass is over before it can be killed.
    if (run % 2 === 0) await world.mutate(5, run);
    world.sandbox.faults.clear();
    if (random() < 0.6) {
      world.sandbox.faults.add({
        match: {
          method: random() < 0.7 ? 'POST' : 'PATCH',
          path: hasVisits === true && random() < 0.5 ? '/api/v4/leads' : '/api/v4/contacts',
        },
        skip: Math.floor(random() * 4),
        times: 1 + Math.floor(random() * 2),
        fault: faults[Math.floor(random() * faults.length)] ?? { kind: 'drop', when: 'after' },
      });
    }
    if (run % freezeEvery === 0) await world.frozenSync(random() * 500);
    await world.killedSync(random() * 500, run % 3 === 0 ? 'deep' : 'auto');
    freezes += await world.thaw();
  }
  world.sandbox.faults.clear();
  await world.sandbox.late.commitAll();
  let code = await world.wholeSync('deep');
  // Quicker time may run faster than a busy machine brings a request to its socket: then it is not sent, and said to be so.
  for (let tries = 1; code === exitCode.temporary && tries < 5; tries += 1) {
    code = await world.wholeSync('deep');
  }
  return {
    kills: world.kills,
    freezes,
    wrong: [...(code === 0 ? [] : [`the last pass ended with ${code}`]), ...judge(world)],
  };
}

function judge(world: CrashWorld): string[] {
  const created = new Map<string, number>();
  for (const entry of world.sandbox.journal?.entries ?? []) {
    if (entry.source !== 'api' || entry.method !== 'POST' || entry.fieldName !== idField) continue;
    const patient = JSON.stringify(entry.after);
    created.set(patient, (created.get(patient) ?? 0) + 1);
  }
  const wrong = [...created]
    .filter(([, times]) => times > 1)
    .map(([patient, times]) => `patient ${patient} was created ${times} times`);
  const expected = independentReading(world.ident, today(Date.now(), 'Europe/Moscow')).size;
  if (created.size !== expected) wrong.push(`${created.size} patients created of ${expected}`);
  const contacts = world.sandbox.crm.count();
  if (contacts !== expected) wrong.push(`${contacts} contacts for ${expected} patients`);
  return [...wrong, ...(world.hasVisits ? judgeDeals(world) : [])];
}

/** Each visit that nothing was moved to or from has one deal, and none has two. */
function judgeDeals({ sandbox, ident }: CrashWorld): readonly string[] {
  const carried = new Map<string, number>();
  for (const { custom_fields_values: fields } of sandbox.deals.all()) {
    const key = fields?.find(({ field_name: name }) => name === visitField)?.values[0]?.value;
    if (key !== undefined) carried.set(String(key), (carried.get(String(key)) ?? 0) + 1);
  }
  const twice = [...carried].filter(([, count]) => count > 1);
  const alone = visitsAlone(ident).filter((id) => !carried.has(id));
  return [
    ...twice.map(([key, count]) => `visit ${key} has ${count} deals`),
    ...alone.map((id) => `visit ${id} has no deal`),
  ];
}

/** Booked for the days to come by who is a patient, and still as they were booked. */
function visitsAlone(file: string): readonly string[] {
  using database = new DatabaseSync(file, { readOnly: true });
  const rows = database
    .prepare(
      `select r.ID as id from Receptions r join Patients p on p.ID_Persons = r.ID_Patients
       where r.PlanStart > datetime('now', 'localtime', '+2 days') and r.PlanStart < datetime('now', 'localtime', '+20 days')
         and r.ID_ReceptionsTransferFrom is null
         and not exists (select 1 from Receptions n where n.ID_ReceptionsTransferFrom = r.ID)
         and r.ReceptionCanceled is null`,
    )
    .all();
  return rows.map(({ id }) => String(id));
}

const faults: readonly Fault[] = [
  { kind: 'drop', when: 'after' },
  { kind: 'drop', when: 'before' },
  { kind: 'status', status: 504, when: 'after' },
  { kind: 'status', status: 502, when: 'before' },
  { kind: 'late-commit', ms: 20_000 },
  { kind: 'late-commit', ms: 40_000, status: 504 },
  { kind: 'status', status: 400, when: 'after' },
  { kind: 'status', status: 403, body: 'json', when: 'after' },
  { kind: 'garbage', body: 'cut' },
  { kind: 'omit', rows: [0, 3] },
];
