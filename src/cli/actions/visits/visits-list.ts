import type { SourceNumber } from '../../../contact/model/patient-key.ts';
import { today } from '../../../contact/value/dates.ts';
import { numbered } from '../../../ident/sources/numbered.ts';
import { openIfThere, type State } from '../../../state/open-state.ts';
import { sourceOfVisit } from '../../../sync/visits/pass/look.ts';
import { listVisits, type VisitListKind } from '../../../sync/visits/standing/listed-visits.ts';
import {
  readStandings,
  startOf,
  type VisitStanding,
} from '../../../sync/visits/standing/visit-standing.ts';
import type { VisitStage } from '../../../visits/stage.ts';
import { isWithin, lastDay, type VisitWindow, windowOf } from '../../../visits/window.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { sourceBeside } from '../../source/source-beside.ts';
import {
  listedJson,
  showListedVisits,
  showVisitDays,
  standingJson,
} from '../../views/visits/visits-list-view.ts';

interface VisitsListOptions extends SourceOption {
  readonly days?: number;
  readonly stage?: VisitStage;
  readonly ledByPeople?: boolean;
  readonly waiting?: boolean;
  readonly rejected?: boolean;
}

const command = 'ident-amocrm visits list';

/**
 * The visits of today and the next days with their deals, from IDENT; or, by the state alone, those whose deals people
 * changed, that wait, or that amoCRM rejected. Writes nothing.
 */
export async function visitsList(
  context: CliContext,
  options: VisitsListOptions,
): Promise<CommandEnd> {
  const { ledByPeople, waiting, rejected } = options;
  if (ledByPeople === true) return await ofKind(context, 'led', options);
  if (waiting === true) return await ofKind(context, 'waiting', options);
  if (rejected === true) return await ofKind(context, 'rejected', options);
  return await ofDays(context, options);
}

/** Where nobody says how many. */
const usualDays = 7;

async function ofDays(context: CliContext, options: VisitsListOptions): Promise<CommandEnd> {
  const { clock, text, output } = context;
  const { days = usualDays, stage } = options;
  const settings = await context.settings('ident', 'state');
  const { config } = settings;
  const { sources, visits: rules } = config;
  const from = today(clock.now(), config.timeZone);
  const window = windowOf(from, days);
  await using state = await openIfThere(config.state, clock);
  const { visits, untold } = await readWindow(context, settings, { options, state, window });
  const shown = visits.filter((one) => stage === undefined || one.stage === stage);
  const to = lastDay(window);
  if (untold.length === sources.length) output.data(text.visits.notTold);
  else {
    if (untold.length > 0) output.data(text.visits.list.untold(untold.join(', ')));
    showVisitDays(context, shown, { from, to, isOn: rules.isOn });
  }
  return {
    result: { from, to, untold, visits: shown.map((one) => standingJson(one, sources)) },
  };
}

interface Window {
  readonly options: SourceOption;
  readonly state: State | null;
  readonly window: VisitWindow;
}

/** Of the database that is named, or of all, one after the other; and those that do not tell. */
async function readWindow(
  context: CliContext,
  settings: Settings<'ident' | 'state'>,
  { options, state, window }: Window,
): Promise<{ readonly visits: readonly VisitStanding[]; readonly untold: readonly string[] }> {
  const { config } = settings;
  const { sources: all, timeZone, visits: rules } = config;
  const sources = options.source === undefined ? all : [chosenSource(all, options, command)];
  const setup = { state, clock: context.clock, timeZone, rules: rules.isOn ? rules : undefined };
  const visits: VisitStanding[] = [];
  const untold: string[] = [];
  for (const source of sources) {
    const beside = sourceBeside(context, { ...settings, source }, config.state.file);
    await using opened = await beside.beside(context.signal);
    const ident = numbered(opened, source.number);
    const read = await readStandings(setup, { number: source.number, ident }, window);
    if (read === null) untold.push(source.name);
    else visits.push(...read.filter(({ visit }) => isWithin(visit, window)));
  }
  const inOrder = visits.toSorted((a, b) => startOf(a).localeCompare(startOf(b)) || a.key - b.key);
  return { visits: inOrder, untold };
}

async function ofKind(
  context: CliContext,
  kind: VisitListKind,
  options: SourceOption,
): Promise<CommandEnd> {
  const { config } = await context.settings('state');
  const { databases, timeZone } = config;
  const number: SourceNumber | null =
    options.source === undefined ? null : chosenSource(databases, options, command).number;
  await using state = await openIfThere(config.state, context.clock);
  const all = state === null ? [] : (await listVisits(state, kind, everything)).rows;
  const rows = all.filter(({ visit }) => number === null || sourceOfVisit(visit) === number);
  showListedVisits(context, rows, { kind, timeZone });
  return { result: { visits: rows.map((row) => listedJson(row, databases)) } };
}

const everything = { offset: 0, limit: 1_000_000 };
