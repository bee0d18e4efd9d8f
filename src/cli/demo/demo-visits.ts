import { formatDuration, formatNumber } from '../../report/format.ts';
import { setUpVisits } from '../../sync/account/visits-setup.ts';
import type { PassResult } from '../../sync/pass/run-pass.ts';
import type { VisitRules } from '../../visits/rules.ts';
import { ownStages } from '../../visits/setup/stages.ts';
import type { CliContext } from '../context.ts';
import type { DemoWorld } from './demo-world.ts';

/** As the settings have them by default, but for the hour's portion: small enough to be seen. */
export const demoVisits: VisitRules = {
  since: null,
  cancelDelayMs: 600_000,
  perHour: 20,
  withDoctors: false,
  firstOnly: false,
  tellsFirst: false,
  adoptDays: 30,
  cancelReasons: new Map(),
  choice: {
    pipeline: null,
    stages: new Map(),
    lossReasons: new Map(),
    withDoctors: false,
    adoptStages: [],
    protectedStages: [],
    responsible: null,
  },
};

/** What the story has shown of deals, for programs. */
export interface VisitsStory {
  /** Made by the first load in its hour, and once a person allowed more. */
  readonly portion: number;
  readonly allowed: number;
  readonly day: { readonly created: number; readonly moved: number; readonly closed: number };
  /** Deals that a person dragged, and that stayed there. */
  readonly led: number;
  readonly idleRequests: number;
  readonly audit: Readonly<Record<string, number>>;
}

type Step = (title: string, ...lines: readonly string[]) => void;

interface Telling {
  readonly step: Step;
  readonly pass: (mode: 'auto' | 'deep' | 'visits') => Promise<PassResult>;
}

/** So many bookings of the days to come. */
const booked = 30;
/** What the person raises the hour's portion to, once the first one was looked at. */
const raised = 500;

/** Before anything is carried over: bookings, the pipeline and its fields. */
export async function setUpDemoVisits(
  { text }: CliContext,
  world: Pick<DemoWorld, 'clinic' | 'receive'>,
  step: Step,
): Promise<void> {
  const words = text.demoVisits;
  const { choice } = demoVisits;
  const { amo, state } = world.clinic;
  await world.receive({ bookings: booked }, inFirst(world));
  const { made } = await setUpVisits({ amo, state, choice });
  step(words.steps.setup, words.setup(Object.values(ownStages), made.length));
}

/** A seed whose changes happen in the first database. */
const inFirst = ({ clinic }: Pick<DemoWorld, 'clinic'>): number => clinic.sources.length;

/** A first load goes in portions by the hour, until a person allows more. */
export async function tellPortions(
  { text, language }: CliContext,
  world: DemoWorld,
  { step, pass, load }: Telling & { readonly load: PassResult },
): Promise<Pick<VisitsStory, 'portion' | 'allowed'>> {
  const words = text.demoVisits;
  const number = (count: number) => formatNumber(count, language);
  const { dealsCreated: portion = 0, dealsPortion: waiting = 0 } = load.counts;
  world.setPerHour(raised);
  const { dealsCreated: allowed = 0 } = (await pass('visits')).counts;
  step(
    words.steps.load,
    words.load(number(portion), portion, demoVisits.perHour, number(waiting)),
    words.allowed(raised, number(allowed)),
  );
  return { portion, allowed };
}

/** The day of deals: what IDENT does, what a person does, and what an audit says of it. */
export async function tellVisits(
  { text, language, clock }: CliContext,
  world: DemoWorld,
  { step, pass }: Telling,
): Promise<Omit<VisitsStory, 'portion' | 'allowed'>> {
  const words = text.demoVisits;
  const { amo } = world.clinic;
  const number = (count: number) => formatNumber(count, language);
  const seed = inFirst(world);

  const changedAt = clock.monotonic();
  const before = amo.counters.writes;
  const wanted = { bookings: 3, arrivals: 6, cancellations: 3, moves: 3 };
  const happened = await world.receive(wanted, seed);
  const { counts } = await pass('auto');
  const { dealsCreated: created = 0, dealsMoved: moved = 0, dealsClosed: closed = 0 } = counts;
  const took = formatDuration(clock.monotonic() - changedAt, language);
  step(
    words.steps.day,
    words.happened({
      booked: happened.booking.length,
      came: happened.arrival.length,
      cancelled: happened.cancellation.length,
      movedOn: happened.move.length,
    }),
    words.day(number(created), number(moved), number(closed)),
    words.dayCost(took, amo.counters.writes - before),
  );

  const deal = drag(world, happened.arrival);
  await world.receive({ bills: happened.arrival.length }, seed);
  const billed = await pass('auto');
  const { dealsLeft: led = 0, dealsClosed: won = 0 } = billed.counts;
  step(words.steps.person, words.dragged(deal), words.led(number(won), number(led)));

  const { requests: idleRequests } = await pass('auto');
  step(words.steps.again, words.again(number(idleRequests)));

  const { findingCounts } = await pass('deep');
  const audit = Object.fromEntries(
    Object.entries(findingCounts).filter(([kind]) => kind.startsWith('deal-')),
  );
  const { 'deal-led': byPeople = 0, ...others } = audit;
  const odd = Object.values(others).reduce((sum, count) => sum + (count ?? 0), 0);
  step(words.steps.audit, words.audit(number(byPeople), odd));
  return { day: { created, moved, closed }, led, idleRequests, audit };
}

/** The manager drags the first of these visits' deals back to where it was booked; its id. */
function drag({ sandbox }: DemoWorld, receptions: readonly number[]): number {
  const keys = new Set(receptions.map(String));
  const deal = sandbox.deals
    .all()
    .find(({ custom_fields_values: fields }) =>
      fields?.some(({ values }) => keys.has(String(values[0]?.value))),
    );
  const pipeline = sandbox.funnel.pipelines().find(({ id }) => id === deal?.pipeline_id);
  const stage = pipeline?.statuses.find(({ name }) => name === ownStages.planned);
  if (deal === undefined || stage === undefined) throw new Error('no visit of the demo has a deal');
  sandbox.deals.edit(deal.id, { statusId: stage.id });
  return deal.id;
}
