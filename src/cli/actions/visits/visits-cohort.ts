import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AmoLine } from '../../../clinic/amo-line.ts';
import { today } from '../../../contact/value/dates.ts';
import { cohortCsv } from '../../../report/cohort/cohort-csv.ts';
import { openIfThere, type State } from '../../../state/open-state.ts';
import { recall } from '../../../sync/source/check-sources.ts';
import { type CohortSource, countCohort } from '../../../sync/visits/cohort/count-cohort.ts';
import { countLeads } from '../../../sync/visits/cohort/count-leads.ts';
import type { LeadsCount } from '../../../visits/cohort/cohort-report.ts';
import { cohortDays } from '../../../visits/cohort/period.ts';
import type { VisitWindow } from '../../../visits/window.ts';
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
  const { clock, language, output, text, cwd, signal } = context;
  const settings = await context.settings('ident', 'state');
  const { config } = settings;
  const { timeZone } = config;
  const days = cohortDays(today(clock.now(), timeZone), options);
  if (days === null) throw new UsageError(({ visits }) => visits.cohort.oddDays, command);
  await using state = await openIfThere(config.state, clock);
  const report = await countCohort({
    sources: sourcesOf(context, settings, { options, state }),
    days,
    timeZone,
    cancelReasons: config.visits.cancelReasons,
    clock,
    signal,
    // Before anything was carried over nobody's contact is known.
    leadsIn: options.leads && state !== null ? (period) => leadsIn(context, state, period) : null,
  });
  if (report === null) {
    output.data(text.visits.cohort.notTold);
    return { result: { ...days, total: null } };
  }
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

function sourcesOf(
  context: CliContext,
  settings: Settings<'ident' | 'state'>,
  { options, state }: { readonly options: CohortOptions; readonly state: State | null },
): readonly CohortSource[] {
  const { sources, state: stateConfig } = settings.config;
  const wanted = options.source === undefined ? sources : [chosenSource(sources, options, command)];
  return wanted.map((source): CohortSource => {
    const beside = sourceBeside(context, { ...settings, source }, stateConfig.file);
    return {
      name: source.name,
      read: async (work) => {
        await using ident = await beside.beside(context.signal);
        if (state !== null) await recall(state, { ...source, ident });
        return await work(ident);
      },
    };
  });
}

async function leadsIn(
  context: CliContext,
  state: State,
  period: VisitWindow,
): Promise<LeadsCount> {
  const { clock, signal } = context;
  const { config, log } = await context.settings('amocrm', 'state');
  await using line = await AmoLine.open(config, { state, clock, log, signal });
  const { leads } = line.client;
  return await countLeads({ leads, state, signal, period, timeZone: config.timeZone });
}
