import type { Config } from '../../../config/load-config.ts';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import { today } from '../../../contact/value/dates.ts';
import { numbered } from '../../../ident/sources/numbered.ts';
import type { WantedReceptions } from '../../../ident/visits/receptions.ts';
import { openIfThere } from '../../../state/open-state.ts';
import { isPriceConfirmed } from '../../../sync/source/confirm-price.ts';
import {
  type AskingCost,
  askingCost,
  requestsToAsk,
} from '../../../sync/visits/pass/responsibles.ts';
import { readWholeVisits } from '../../../sync/visits/whole-visits.ts';
import type { ReceptionId } from '../../../visits/reception.ts';
import type { Visit } from '../../../visits/visit.ts';
import { type Planning, planningOf, planVisits } from '../../../visits/visit-plan.ts';
import { isWithin, type VisitWindow, visitDays, windowOf } from '../../../visits/window.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { sourceBeside } from '../../source/source-beside.ts';
import { showVisitPlan } from '../../views/visits/visit-plan-view.ts';
import { showVisit } from '../../views/visits/visit-view.ts';

interface VisitsPlanOptions extends SourceOption {
  readonly from?: string;
  readonly days?: number;
  readonly receptionId?: number;
}

/** Shows which deals visits would be. Reads IDENT and the state, and writes nothing. */
export async function visitsPlan(
  context: CliContext,
  options: VisitsPlanOptions,
): Promise<CommandEnd> {
  const settings = await context.settings('ident', 'state');
  const { config } = settings;
  const named = options.source === undefined ? {} : { source: options.source };
  const source = chosenSource(config.sources, named, command);
  const look: Look = { context, settings, source };
  const { receptionId } = options;
  return receptionId === undefined
    ? await planOfDays(look, options)
    : // The command line lets only positive integers through.
      await planOfOne(look, receptionId as ReceptionId);
}

const command = 'ident-amocrm visits plan';

interface Look {
  readonly context: CliContext;
  readonly settings: Settings<'ident' | 'state'>;
  readonly source: Config<'ident'>['sources'][number];
}

async function planOfDays(
  look: Look,
  { from: wanted, days: some }: VisitsPlanOptions,
): Promise<CommandEnd> {
  const { context, settings } = look;
  const { visits: rules } = settings.config;
  const usual = usualVisitDays(look);
  const from = wanted ?? usual.from;
  const days = some ?? (wanted === undefined ? usual.days : usualDays);
  const window = windowOf(from, days);
  const to = window.to.slice(0, 10);
  const read = await readVisits(look, window);
  if (read === null) return { result: { from, to, plan: null } };
  const { visits, isPriceConfirmed: priceConfirmed } = read;
  const inside = visits.filter((visit) => isWithin(visit, window));
  const planning = await planningNow(look, inside, window);
  const cost = rules.choice.responsible === null ? await costOfAsking(look) : null;
  const plan = planVisits(inside, {
    ...planning,
    ...(cost && { requestsToAsk: (contacts) => requestsToAsk(contacts, cost) }),
  });
  const isAbout = cost?.isFilterIgnored === true;
  showVisitPlan(context, plan, { from, to, perHour: rules.perHour, priceConfirmed, isAbout });
  return { result: { from, to, plan, priceConfirmed } };
}

/** The days whose visits have deals by the settings. */
function usualVisitDays({ context, settings }: Look) {
  const { timeZone, visits: rules } = settings.config;
  const day = today(context.clock.now(), timeZone);
  return visitDays(day, rules.since ?? day);
}

/** Where a beginning was given, and no end. */
const usualDays = 30;

async function planOfOne(look: Look, id: ReceptionId): Promise<CommandEnd> {
  const { context, settings, source } = look;
  const read = await readVisits(look, { with: [id] });
  if (read === null) return { result: { visit: null } };
  const { visits, isPriceConfirmed: priceConfirmed } = read;
  const visit = visits.find(({ rows }) => rows.some((row) => row.id === id));
  if (visit === undefined) {
    context.output.data(context.text.visits.noReception);
    return { result: { visit: null } };
  }
  const { from, days } = usualVisitDays(look);
  const planning = await planningNow(look, [visit], windowOf(from, days));
  const shown = { source: source.number, timeZone: settings.config.timeZone, priceConfirmed };
  return { result: { visit: showVisit(context, visit, planning, shown) } };
}

/** Null: this database does not tell, and that is said. */
async function readVisits(
  { context, settings, source }: Look,
  wanted: WantedReceptions,
): Promise<{ readonly visits: readonly Visit[]; readonly isPriceConfirmed: boolean } | null> {
  const { config } = settings;
  const beside = sourceBeside(context, { ...settings, source }, config.state.file);
  await using opened = await beside.beside(context.signal);
  const ident = numbered(opened, source.number);
  await using state = await openIfThere(config.state, context.clock);
  const visits = await readWholeVisits(
    {
      source: source.number,
      read: (some) => ident.receptions(some, config.visits),
      members: state?.visitMembers ?? null,
    },
    wanted,
  );
  if (visits === null) {
    context.output.data(context.text.visits.notTold);
    return null;
  }
  const meta = state?.meta.of(source.number) ?? { get: async () => undefined };
  return { visits, isPriceConfirmed: await isPriceConfirmed({ ident, meta }) };
}

async function planningNow(
  look: Look,
  visits: readonly Visit[],
  window: VisitWindow,
): Promise<Planning> {
  const { context, settings } = look;
  const { timeZone, visits: rules } = settings.config;
  const linked = await withContact(context, settings, visits);
  return planningOf(rules, { now: context.clock.now(), timeZone, window, linked });
}

/** By the state alone; without one nothing is known of the account. */
async function costOfAsking({ context, settings }: Look): Promise<AskingCost> {
  const { clock } = context;
  await using state = await openIfThere(settings.config.state, clock);
  return state === null ? { isFilterIgnored: false, pages: 0 } : await askingCost({ state, clock });
}

/** Whose contact is there; nobody's where there is no state yet. */
async function withContact(
  { clock }: CliContext,
  { config }: Settings<'state'>,
  visits: readonly Visit[],
): Promise<ReadonlySet<PatientId>> {
  await using state = await openIfThere(config.state, clock);
  if (state === null) return new Set();
  const ids = visits.flatMap(({ lead: { patient } }) => (patient === null ? [] : patient));
  return new Set((await state.links.contactsOf(ids)).keys());
}
