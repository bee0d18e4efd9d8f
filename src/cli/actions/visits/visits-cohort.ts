import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../../../app-error.ts';
import { AmoLine } from '../../../clinic/amo-line.ts';
import { today, wallClockAt } from '../../../contact/value/dates.ts';
import { cohortCsv } from '../../../report/cohort/cohort-csv.ts';
import { isThere, openState, type State } from '../../../state/open-state.ts';
import { recall } from '../../../sync/source/check-sources.ts';
import { countLeads } from '../../../sync/visits/cohort/count-leads.ts';
import { type CohortSource, readCohort } from '../../../sync/visits/cohort/read-cohort.ts';
import type { CohortReport } from '../../../visits/cohort/cohort-report.ts';
import { type CohortDays, cohortDays, periodOf } from '../../../visits/cohort/period.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import { UsageError } from '../../ends/usage-error.ts';
import { noteAction } from '../../person.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { sourceBeside } from '../../source/source-beside.ts';
import { type CohortBy, showCohort } from '../../views/visits/cohort-view.ts';

interface CohortOptions extends SourceOption {
  readonly from?: string;
  readonly to?: string;
  readonly by?: CohortBy;
  readonly csv?: string;
  readonly leads: boolean;
}

const command = 'ident-amocrm visits cohort';

/** Counts visits booked in a period by what has become of them. Reads IDENT, amoCRM for its deals, and writes nothing there. */
export async function visitsCohort(
  context: CliContext,
  options: CohortOptions,
): Promise<CommandEnd> {
  const { clock, language, output, text, cwd } = context;
  const settings = await context.settings('ident', 'state');
  const { config } = settings;
  const { timeZone } = config;
  const days = cohortDays(today(clock.now(), timeZone), options);
  if (days === null) throw new UsageError(({ visits }) => visits.cohort.oddDays, command);
  const known = await isThere(config.state);
  await using state = known ? await openState(config.state, clock) : null;
  const read = await readSources(context, settings, { options, state, days });
  if (read.untold.length === read.of) {
    output.data(text.visits.cohort.notTold);
    return { result: { ...days, total: null } };
  }
  const leads = options.leads ? await leadsOf(context, { state, days }) : null;
  const { cohort, paidIs, untold, at } = read;
  const report: CohortReport = { ...days, at, ...cohort, paidIs, untold, leads };
  if (options.csv !== undefined) {
    const path = resolve(cwd, options.csv);
    writeFileSync(path, cohortCsv(report, { language, timeZone }));
    if (state !== null)
      await noteAction(context, state, 'export-cohort', `${days.from}–${days.to}`);
    output.talk(text.visits.cohort.exported(path));
    return { result: { ...report, file: path } };
  }
  showCohort(context, report, { by: options.by, timeZone });
  return { result: { ...report } };
}

interface Asked {
  readonly state: State | null;
  readonly days: CohortDays;
}

async function readSources(
  context: CliContext,
  settings: Settings<'ident' | 'state'>,
  { options, state, days }: Asked & { readonly options: CohortOptions },
) {
  const { clock, signal } = context;
  const { config } = settings;
  const { sources, timeZone, visits: rules } = config;
  const wanted = options.source === undefined ? sources : [chosenSource(sources, options, command)];
  const now = clock.now();
  const read = await readCohort(
    wanted.map((source): CohortSource => {
      const beside = sourceBeside(context, { ...settings, source }, config.state.file);
      return {
        name: source.name,
        read: async (work) => {
          await using ident = await beside.beside(signal);
          if (state !== null) await recall(state, { ...source, ident });
          return await work(ident);
        },
      };
    }),
    {
      period: periodOf(days),
      now: wallClockAt(now, timeZone),
      clock,
      signal,
      cancelReasons: rules.cancelReasons,
    },
  );
  return { ...read, at: now, of: wanted.length };
}

/** What IDENT tells stands without amoCRM: why that does not tell is said in place of its figure. */
async function leadsOf(
  context: CliContext,
  { state, days }: Asked,
): Promise<CohortReport['leads']> {
  const { clock, signal } = context;
  // Before anything was carried over nobody's contact is known.
  if (state === null) return null;
  try {
    const { config, log } = await context.settings('amocrm', 'state');
    await using line = await AmoLine.open(config, { state, clock, log, signal });
    return await countLeads({
      leads: line.client.leads,
      state,
      signal,
      period: periodOf(days),
      timeZone: config.timeZone,
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    return { code: error.code };
  }
}
