import { AppError } from '../../../../app-error.ts';
import { type PatientId, sourceOf } from '../../../../contact/model/patient-key.ts';
import { contactName } from '../../../../contact/person/names.ts';
import { today } from '../../../../contact/value/dates.ts';
import {
  readStandings,
  startOf,
  type VisitStanding,
} from '../../../../sync/visits/standing/visit-standing.ts';
import { visitStages } from '../../../../visits/stage.ts';
import { isWithin, type VisitWindow, windowOf } from '../../../../visits/window.ts';
import type { ApiParts } from '../../api-tools.ts';
import type { Given } from '../../contract/contract.ts';
import type { Answer } from '../../handlers.ts';
import { orAppError, problemOf } from '../../problem.ts';
import { standingAnswer } from './answers.ts';

type Tools = Pick<ApiParts, 'clinic' | 'desk'>;
type Days = Answer<'visitDays'>;
type Day = Answer<'visitDay'>;

/** Today's bookings and those of the days after it, by stage: counts alone. */
export async function visitDays(tools: Tools, days: number): Promise<Days> {
  const { clock, timeZone } = tools.clinic;
  const window = windowOf(today(clock.now(), timeZone), days);
  const { visits, away, untold } = await readWindow(tools, window);
  const byDay = Map.groupBy(visits, (one) => startOf(one).slice(0, 10));
  const wanted = Array.from({ length: days }, (_, at) =>
    windowOf(window.from.slice(0, 10), at).to.slice(0, 10),
  );
  return { away, untold, days: wanted.map((day) => countsOf(day, byDay.get(day) ?? [])) };
}

function countsOf(day: string, visits: readonly VisitStanding[]): Days['days'][number] {
  const stages = Map.groupBy(visits, ({ stage }) => stage);
  return {
    day,
    total: visits.length,
    deals: visits.filter(({ deal }) => deal !== undefined && deal.status !== 'deleted').length,
    // A number for each stage.
    stages: Object.fromEntries(
      visitStages.map((stage) => [stage, stages.get(stage)?.length ?? 0]),
    ) as Days['days'][number]['stages'],
  };
}

/** The bookings of one day; of those that are shown names as well, where somebody asked for them. */
export async function visitDay(
  tools: Tools,
  { day, offset, limit }: Given<'revealVisitDay'>['body'],
  { reveal }: { readonly reveal: boolean },
): Promise<Day> {
  const { visits, away, untold } = await readWindow(tools, windowOf(day, 1));
  const page = visits.slice(offset, offset + limit);
  const names = reveal ? await namesOf(tools, page) : null;
  return {
    day,
    away,
    untold,
    masked: !reveal,
    total: visits.length,
    rows: page.map((one) => {
      const { patient } = one.visit.lead;
      const name = (patient !== null && names?.get(patient)) || null;
      return standingAnswer(tools, one, names && { name });
    }),
  };
}

interface Read extends Pick<Days, 'away' | 'untold'> {
  readonly visits: readonly VisitStanding[];
}

/** @throws what kept the first database from answering, where none answers. */
async function readWindow({ clinic, desk }: Tools, window: VisitWindow): Promise<Read> {
  const { state, clock, timeZone, sources, options } = clinic;
  const setup = { state, clock, timeZone, rules: options.visits };
  const visits: VisitStanding[] = [];
  const away: { source: string; error: AppError }[] = [];
  const untold: string[] = [];
  for (const source of sources) {
    const { number } = source;
    const read = await orAppError(() =>
      desk.ask((ident) => readStandings(setup, { number, ident }, window), source),
    );
    if (read instanceof AppError) away.push({ source: source.name, error: read });
    else if (read === null) untold.push(source.name);
    else visits.push(...read.filter(({ visit }) => isWithin(visit, window)));
  }
  if (away[0] !== undefined && away.length === sources.length) throw away[0].error;
  return {
    visits: visits.toSorted((a, b) => startOf(a).localeCompare(startOf(b)) || a.key - b.key),
    away: away.map(({ source, error }) => ({ source, problem: problemOf(error) })),
    untold,
  };
}

/** As their contacts are called. */
async function namesOf(
  { clinic, desk }: Tools,
  visits: readonly VisitStanding[],
): Promise<ReadonlyMap<PatientId, string>> {
  const ids = [...new Set(visits.flatMap(({ visit }) => visit.lead.patient ?? []))];
  const names = new Map<PatientId, string>();
  for (const source of clinic.sources) {
    const own = ids.filter((id) => sourceOf(id) === source.number);
    if (own.length === 0) continue;
    const patients = await desk.recalled(source, (ident) => ident.byIds(own));
    for (const patient of patients) names.set(patient.id, contactName(patient).full);
  }
  return names;
}
