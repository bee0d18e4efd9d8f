import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { createFields } from '../../src/sync/account/fields.ts';
import { passThatDies } from '../sync/mortal.ts';
import { clinicWithVisits } from '../sync/visits/visits-world.ts';

const marks = [
  ...['PatientAppeared', 'ReceptionStarted', 'ReceptionEnded', 'CheckIssued'],
  'ReceptionCanceled',
] as const;
const stages = ['Запланирован', 'Пациент пришёл', 'В процессе', 'Завершён', 'won', 'lost'] as const;

const at = fc.nat({ max: 50 });
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('book' as const), at }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('move' as const), at }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ is: fc.constant('mark' as const), at, mark: fc.constantFrom(...marks) },
      isTakenBack: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('erase' as const), at }) },
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constant('drag' as const), at, to: fc.constantFrom(...stages) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constantFrom('name' as const, 'price' as const, 'bin' as const),
      at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('arrive' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('lost answer' as const),
      method: fc.constantFrom('POST' as const, 'PATCH' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('death' as const),
      nth: fc.integer({ min: 1, max: 12 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('loss' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('time' as const),
      minutes: fc.integer({ min: 1, max: 90 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('pass' as const) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
type Clinic = Awaited<ReturnType<typeof clinicWithVisits>>;

/** What people did to deals, by their ids. */
interface Deeds {
  readonly stages: Map<number, number>;
  /** Where a deal that people dragged stood before. */
  readonly ours: Map<number, number>;
  readonly names: Map<number, string>;
  readonly prices: Map<number, number>;
  /** Keys of visits. */
  readonly binned: Set<string>;
  readonly arrived: number[];
  losses: number;
}

/** A clinic books, moves, cancels and erases, people work with the deals, answers and processes are lost; then all rests. */
export const theVisitsProperty = (maxLength: number): fc.IAsyncProperty<unknown> =>
  fc.asyncProperty(fc.array(happening, { maxLength, size: 'max' }), async (happenings) => {
    await using c = await clinicWithVisits(
      { perHour: 1000 },
      {
        sync: { guard: { percent: 100, rows: 1000 } },
      },
    );
    const deeds: Deeds = {
      ...{ stages: new Map(), ours: new Map(), names: new Map(), prices: new Map() },
      ...{ binned: new Set(), arrived: [], losses: 0 },
    };
    for (const one of happenings) await happens(c, one, deeds);
    c.world.sandbox.faults.clear();
    // Everyday passes alone bring it to its end.
    for (let round = 0; round < 3; round += 1) {
      await c.world.sync();
      c.world.clock.jump(26 * 3_600_000);
    }
    await c.world.sync();
    const wrong = judge(c, deeds);
    if (wrong.length > 0)
      throw new Error([...wrong, ...happenings.map((one) => JSON.stringify(one))].join('\n'));
  });

async function happens(c: Clinic, one: Happening, deeds: Deeds): Promise<void> {
  const { sandbox, clock } = c.world;
  const rows = receptions(c);
  const day = (n: number) => `2026-05-${String(5 + (n % 20)).padStart(2, '0')} 1${n % 8}:00:00`;
  const next = 101 + Math.max(0, ...rows.map(({ ID }) => ID - 100));
  const row = 'at' in one ? rows[one.at % Math.max(1, rows.length)] : undefined;
  const visits = c.deals().filter(({ custom_fields_values: fields }) => fields !== null);
  const lead = 'at' in one ? visits[one.at % Math.max(1, visits.length)] : undefined;
  if (one.is === 'book') c.book(next, day(one.at), (one.at % 3) + 1);
  else if (one.is === 'move' && row !== undefined) {
    c.stamp(row.ID, 'ReceptionCanceled');
    c.book(next, day(one.at + 1), row.ID_Patients, row.ID);
  } else if (one.is === 'mark' && row !== undefined) {
    if (one.isTakenBack) {
      const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";
      c.world.sql(
        `update Receptions set ${one.mark} = null, DateTimeChanged = ${now} where ID = ?`,
        row.ID,
      );
    } else c.stamp(row.ID, one.mark);
  } else if (one.is === 'erase' && row !== undefined) {
    c.world.sql('delete from Receptions where ID = ?', row.ID);
  } else if (lead !== undefined && one.is === 'drag') {
    const status = statusOf(c, one.to);
    if (lead.status_id !== status) {
      const ours = deeds.stages.has(lead.id) ? deeds.ours.get(lead.id) : lead.status_id;
      sandbox.deals.edit(lead.id, { statusId: status });
      // Back where we put it, it goes on.
      if (status === ours) deeds.stages.delete(lead.id);
      else deeds.stages.set(lead.id, status);
      if (ours !== undefined) deeds.ours.set(lead.id, ours);
    }
  } else if (lead !== undefined && one.is === 'name') {
    sandbox.deals.edit(lead.id, { name: `Мама ${one.at}` });
    deeds.names.set(lead.id, `Мама ${one.at}`);
  } else if (lead !== undefined && one.is === 'price') {
    sandbox.deals.edit(lead.id, { price: 70 + one.at });
    deeds.prices.set(lead.id, 70 + one.at);
  } else if (lead !== undefined && one.is === 'bin') {
    sandbox.deals.delete(lead.id);
    deeds.binned.add(keyOf(lead));
  } else if (one.is === 'arrive') {
    deeds.arrived.push(sandbox.deals.arrive({ name: 'Заявка с сайта' }));
  } else if (one.is === 'lost answer') {
    const match = { method: one.method, path: '/api/v4/leads' } as const;
    sandbox.faults.add({ match, fault: { kind: 'drop', when: 'after' } });
  } else if (one.is === 'time') clock.jump(one.minutes * 60_000);
  else if (one.is === 'pass') await c.world.sync().catch(() => undefined);
  else if (one.is === 'death') {
    // One that failed before its death has ended by itself.
    await passThatDies(c.world, { at: 'request', nth: one.nth, when: one.when }).catch(() =>
      c.world.restart(),
    );
  } else if (one.is === 'loss' && deeds.losses === 0) {
    deeds.losses += 1;
    // What it sent is shown by then.
    clock.jump(80_000);
    await c.world.installation('anew');
    const { amo, state, options } = c.world;
    await createFields({ amo, state, excluded: options.excluded, extra: options.extra });
    await c.setUp();
    await c.world.sync().catch(() => undefined);
  }
}

type Lead = ReturnType<Clinic['deals']>[number];

const keyOf = ({ custom_fields_values: fields }: Lead): string =>
  String(fields?.find(({ field_name: name }) => name === 'ID записи IDENT')?.values[0]?.value);

function statusOf({ world }: Clinic, stage: (typeof stages)[number]): number {
  if (stage === 'won') return 142;
  if (stage === 'lost') return 143;
  const own = world.sandbox.funnel.pipelines().find(({ name }) => name === 'Визиты IDENT');
  return own?.statuses.find(({ name }) => name === stage)?.id ?? 0;
}

interface Row {
  readonly ID: number;
  readonly ID_Patients: number;
  readonly ID_ReceptionsTransferFrom: number | null;
}

function receptions({ world }: Clinic): readonly Row[] {
  using database = new DatabaseSync(world.identFile, { readOnly: true });
  const rows = database
    .prepare('select ID, ID_Patients, ID_ReceptionsTransferFrom from Receptions order by ID')
    .all();
  // Columns of that statement.
  return rows as unknown as readonly Row[];
}

/** What is wrong at the end, as a text each. */
function judge(c: Clinic, deeds: Deeds): readonly string[] {
  const wrong: string[] = [];
  const carried = c.carried();
  for (const [key, count] of Object.entries(carried)) {
    if (key !== 'none' && count > 1) wrong.push(`visit ${key} has ${count} deals`);
  }
  const rows = receptions(c);
  const moved = new Set(rows.flatMap(({ ID_ReceptionsTransferFrom: from }) => from ?? []));
  for (const { ID, ID_ReceptionsTransferFrom: from } of rows) {
    const isAlone = from === null && !moved.has(ID);
    const isThere = carried[String(ID)] === 1 || deeds.binned.has(String(ID));
    if (isAlone && !isThere) wrong.push(`visit ${ID} has no deal`);
  }
  const leads = new Map(c.world.sandbox.deals.all().map((lead) => [Number(lead.id), lead]));
  for (const [id, name] of deeds.names) {
    if (leads.has(id) && leads.get(id)?.name !== name) wrong.push(`deal ${id} lost its name`);
  }
  for (const [id, price] of deeds.prices) {
    if (leads.has(id) && leads.get(id)?.price !== price) wrong.push(`deal ${id} lost its price`);
  }
  // After a loss a stage that is where IDENT stands is believed to be ours.
  for (const [id, status] of deeds.losses === 0 ? deeds.stages : []) {
    const there = leads.get(id)?.status_id;
    if (there !== undefined && there !== status)
      wrong.push(`deal ${id} was moved from ${status} to ${there}`);
  }
  for (const id of deeds.arrived) {
    const lead = leads.get(id);
    const isWritten = lead === undefined || lead.updated_at > lead.created_at;
    if (isWritten) wrong.push(`an incoming lead ${id} was written`);
  }
  return wrong;
}
