import { accessOf } from '../../../clinic/access.ts';
import { ConfigError } from '../../../config/mistake.ts';
import { coverage } from '../../../health/coverage.ts';
import type { HealthFacts } from '../../../health/facts.ts';
import { incidents } from '../../../health/rules.ts';
import { outsideFacts } from '../../../service/outside-facts.ts';
import { isThere, openState, type State } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { incidentJson } from '../../views/status/incident-view.ts';
import { nextStep } from '../../views/status/next-step.ts';
import { readStatus, type StatusReport } from '../../views/status/status-report.ts';
import { showStatus } from '../../views/status/status-view.ts';

/** How the installation is, from its state alone: neither IDENT nor amoCRM is asked. */
export async function status(context: CliContext): Promise<CommandEnd> {
  const { output, text } = context;
  const settings = await context.settings('state', 'sync');
  const { config } = settings;
  if (!(await isThere(config.state))) {
    // Opening would make it.
    output.data(text.status.none(config.state.file));
    output.data(`${text.status.next}: ${text.status.start}`);
    return { result: { installed: false, next: 'start' } };
  }
  await using state = await openState(settings.config.state, context.clock);
  const { clock } = context;
  const { timeZone, databases: sources } = config;
  const access = await accessTold(context, state);
  const facts = await outsideFacts({ state, clock, timeZone, access, sources, ...config.sync });
  const report = await readStatus(state, facts);
  const found = incidents(facts);
  showStatus(context, { facts, report, incidents: found }, timeZone);
  const told = found.map((incident) => incidentJson(incident, context.language, timeZone));
  const next = nextStep(facts, found);
  return { result: { installed: true, ...json(facts, report), next, incidents: told } };
}

/** The settings of amoCRM may not be there; then nothing is said of the access. */
async function accessTold(context: CliContext, state: State): Promise<HealthFacts['access']> {
  try {
    const { config } = await context.settings('amocrm');
    return await accessOf(config.amocrm, state, context.clock);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return null;
  }
}

function json(facts: HealthFacts, report: StatusReport): object {
  const { fieldsBound, firstLoadDone, lastIncrementalAt, lastDeepAt, lastRun, links } = facts;
  const { pauses, nextIncrementalAt, nextDeepAt, rejected } = facts;
  const { service: running, ...rest } = report;
  return {
    ...rest,
    ...{ fieldsBound, firstLoadDone, lastIncrementalAt, lastDeepAt, lastRun, links },
    rejected: rejected.count,
    coverage: coverage(facts),
    sources: facts.sourceAges,
    service: { running, pauses, nextIncrementalAt, nextDeepAt },
  };
}
