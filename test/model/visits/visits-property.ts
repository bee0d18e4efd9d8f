import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { firstSource } from '../../../src/contact/model/patient-key.ts';
import { createFields } from '../../../src/sync/account/fields.ts';
import { confirmPrice } from '../../../src/sync/source/confirm-price.ts';
import { passThatDies } from '../../sync/creates/mortal.ts';
import { clinicWithVisits, rulesOfVisits } from '../../sync/visits/visits-world.ts';
import { type Happening, happening, type stages } from './visits-happenings.ts';
import { robotName, robotPrice, WatchedWrites } from './visits-writes.ts';

type Clinic = Awaited<ReturnType<typeof clinicWithVisits>>;

/** What people did to deals, by their ids. */
export interface Deeds {
  readonly stages: Map<number, number>;
  /** Where a deal that people dragged stood before. */
  readonly ours: Map<number, number>;
  readonly names: Map<number, string>;
  readonly prices: Map<number, number>;
  /** Keys of visits. */
  readonly binned: Set<string>;
  readonly arrived: number[];
  /** Sales that are nobody's visit: of another stage, or of a relative. */
  readonly sales: Set<number>;
  /** Receptions that became another patient's. */
  readonly given: Set<number>;
  /** Contacts were merged: of whom a person has to decide there is no deal. */
  isMerged: boolean;
  /** What robots were set on. */
  readonly robots: Set<'name' | 'price' | 'stage'>;
  losses: number;
  /** Of all receptions that there ever were. */
  highest: number;
}

/** A clinic books, moves, cancels and erases, people work with the deals, answers and processes are lost; then all rests. */
export const theVisitsProperty = (maxLength: number): fc.IAsyncProperty<unknown> =>
  fc.asyncProperty(fc.array(happening, { maxLength, size: 'max' }), async (happenings) => {
    using writes = new WatchedWrites();
    await using c = await clinicWithVisits(
      {
        ...{ perHour: 1000, tellsFirst: true },
        choice: { ...rulesOfVisits.choice, adoptStages: [waitedStage] },
      },
      {
        sync: { guard: { percent: 100, rows: 1000 } },
      },
    );
    const ident = await c.world.ident();
    await confirmPrice({ ...c.world, ident }, firstSource);
    await ident.close();
    const deeds: Deeds = {
      ...{ stages: new Map(), ours: new Map(), names: new Map(), prices: new Map() },
      ...{ binned: new Set(), arrived: [], sales: new Set(), given: new Set() },
      ...{ isMerged: false, robots: new Set(), losses: 0, highest: 100 },
    };
    writes.begin(c.world.sandbox, deeds);
    for (const patient of [1, 2, 3]) await happens(c, { is: 'book', at: patient - 1 }, deeds);
    await c.world.sync();
    for (const one of happenings) await happens(c, one, deeds);
    c.world.sandbox.faults.clear();
    // Everyday passes alone bring it to its end.
    for (let round = 0; round < 3; round += 1) {
      await c.world.sync();
      c.world.clock.jump(26 * 3_600_000);
    }
    await c.world.sync();
    const wrong = [...writes.wrong, ...judge(c, deeds)];
    if (wrong.length > 0)
      throw new Error([...wrong, ...happenings.map((one) => JSON.stringify(one))].join('\n'));
  });

async function happens(c: Clinic, one: Happening, deeds: Deeds): Promise<void> {
  const { sandbox, clock } = c.world;
  const rows = receptions(c);
  const day = (n: number) => `2026-05-${String(5 + (n % 20)).padStart(2, '0')} 1${n % 8}:00:00`;
  // A number that was deleted is not given again.
  deeds.highest = Math.max(deeds.highest, ...rows.map(({ ID }) => ID));
  const next = deeds.highest + 1;
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
    } else {
      c.stamp(row.ID, one.mark);
      if (one.mark === 'CheckIssued') bill(c, row.ID, 1 + (one.at % 5));
    }
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
  } else if (one.is === 'sale') {
    const contact = contactOf(c, (one.at % 3) + 1);
    const relative = contactOf(c, ((one.at + 1) % 3) + 1);
    if (contact === null || relative === null || contact === relative) return;
    const id = sandbox.deals.create({
      ...{ name: 'Заявка с сайта', price: one.at % 2 === 0 ? 5000 : 0 },
      contacts: one.isShared ? [relative, contact] : [contact],
      createdAt: Math.floor(clock.now() / 1000) - 3600,
      ...salesPlace(c, one.isWaited ? waitedStage : otherStage),
    });
    deeds.names.set(id, 'Заявка с сайта');
    if (one.at % 2 === 0) deeds.prices.set(id, 5000);
    if (one.isShared || !one.isWaited) deeds.sales.add(id);
  } else if (one.is === 'robot') {
    const does = {
      ...{ name: { name: robotName }, price: { price: robotPrice } },
      stage: { statusId: statusOf(c, 'В процессе') },
    };
    const pipelineId = pipelineOf(c)?.id ?? 0;
    sandbox.robots.add({ ...{ on: one.on, times: 1, pipelineId }, does: does[one.does] });
    deeds.robots.add(one.does);
  } else if (one.is === 'merge deals') {
    const other = visits[(one.at + 1) % Math.max(1, visits.length)];
    if (lead === undefined || other === undefined || other.id === lead.id) return;
    sandbox.deals.merge(lead.id, other.id);
    deeds.binned.add(keyOf(other));
    for (const seen of [deeds.names, deeds.prices, deeds.stages]) seen.delete(other.id);
  } else if (one.is === 'merge contacts') {
    const [kept, lost] = [contactOf(c, (one.at % 3) + 1), contactOf(c, ((one.at + 1) % 3) + 1)];
    // More of three would void the reading of contacts.
    if (kept === null || lost === null || kept === lost || deeds.isMerged) return;
    sandbox.crm.merge(kept, lost);
    deeds.isMerged = true;
  } else if (one.is === 'other patient' && row !== undefined) {
    c.stamp(row.ID, 'ID_Patients', String((row.ID_Patients % 3) + 1));
    deeds.given.add(row.ID);
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

/** Where people put sales that a first visit takes over, and where it takes none. */
const [waitedStage, otherStage] = ['Переговоры', 'Принимают решение'] as const;

function salesPlace({ world }: Clinic, stage: string) {
  const [sales] = world.sandbox.funnel.pipelines();
  const status = sales?.statuses.find(({ name }) => name === stage);
  if (sales === undefined || status === undefined) throw new Error(`there is no stage ${stage}`);
  return { pipelineId: Number(sales.id), statusId: Number(status.id) };
}

/** Null: the patient has none, or several. */
function contactOf({ world }: Clinic, patient: number): number | null {
  const [one, ...others] = world.contactsOf(patient);
  return one !== undefined && others.length === 0 ? Number(one.id) : null;
}

/** A formed bill of so many of one service; once. */
function bill({ world }: Clinic, reception: number, count: number): void {
  world.sql(
    `insert or ignore into Orders (ID, ID_Receptions, DateTimeOrder, DateTimeBillFormed)
     values (?, ?, '2026-05-04 09:00:00', '2026-05-04 09:30:00')`,
    ...[reception, reception],
  );
  world.sql(
    'insert or ignore into OrderServiceRelation (ID, ID_Orders, ID_ServicePrices, CountService) values (?, ?, 10, ?)',
    ...[reception, reception, count],
  );
}

type Lead = ReturnType<Clinic['deals']>[number];

const keyOf = ({ custom_fields_values: fields }: Lead): string =>
  String(fields?.find(({ field_name: name }) => name === 'ID записи IDENT')?.values[0]?.value);

function statusOf({ world }: Pick<Clinic, 'world'>, stage: (typeof stages)[number]): number {
  if (stage === 'won') return 142;
  if (stage === 'lost') return 143;
  return pipelineOf({ world })?.statuses.find(({ name }) => name === stage)?.id ?? 0;
}

const pipelineOf = ({ world }: Pick<Clinic, 'world'>) =>
  world.sandbox.funnel.pipelines().find(({ name }) => name === 'Визиты IDENT');

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
    const isAlone = from === null && !moved.has(ID) && !deeds.given.has(ID) && !deeds.isMerged;
    const isThere = carried[String(ID)] === 1 || deeds.binned.has(String(ID));
    if (isAlone && !isThere) wrong.push(`visit ${ID} has no deal`);
  }
  const leads = new Map(c.world.sandbox.deals.all().map((lead) => [Number(lead.id), lead]));
  // Robots write over people, too.
  const isRobots = (what: 'name' | 'price' | 'stage', is: boolean) => is && deeds.robots.has(what);
  for (const [id, name] of deeds.names) {
    const there = leads.get(id)?.name;
    const isThere = there === undefined || there === name || isRobots('name', there === robotName);
    if (!isThere) wrong.push(`deal ${id} lost its name`);
  }
  for (const [id, price] of deeds.prices) {
    const there = leads.get(id)?.price;
    const isThere = there === price || isRobots('price', there === robotPrice);
    if (there !== undefined && !isThere) wrong.push(`deal ${id} lost its price`);
  }
  // After a loss a stage that is where IDENT stands is believed to be ours.
  for (const [id, status] of deeds.losses === 0 ? deeds.stages : []) {
    const there = leads.get(id)?.status_id;
    const isMoved = there !== undefined && there !== status;
    if (isMoved && !isRobots('stage', there === statusOf(c, 'В процессе')))
      wrong.push(`deal ${id} was moved from ${status} to ${there}`);
  }
  for (const id of deeds.sales) {
    const lead = leads.get(id);
    const isTaken = lead !== undefined && keyOf(lead) !== 'undefined';
    if (isTaken) wrong.push(`the sale ${id} was taken for a visit`);
  }
  for (const id of deeds.arrived) {
    const lead = leads.get(id);
    const isWritten = lead === undefined || lead.updated_at > lead.created_at;
    if (isWritten) wrong.push(`an incoming lead ${id} was written`);
  }
  return wrong;
}
