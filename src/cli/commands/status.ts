import { existsSync } from 'node:fs';
import type { HealthFacts } from '../../health/facts.ts';
import type { CommandDeclaration, CommandEnd } from '../command.ts';
import type { CliContext } from '../context.ts';
import type { StatusReport } from '../status-report.ts';

export const declareStatus: CommandDeclaration = (parent, { text, action }) => {
  parent.command('status').description(text.status.description).action(action(status));
};

/** How the installation is, from its state alone: neither IDENT nor amoCRM is asked. */
async function status(context: CliContext): Promise<CommandEnd> {
  const { output, text } = context;
  const settings = await context.settings('state', 'sync');
  const { config } = settings;
  if (!existsSync(config.state.file)) {
    // Opening would make it.
    output.data(text.status.none);
    output.data(`${text.status.next}: ${text.status.start}`);
    return { result: { installed: false, next: 'start' } };
  }
  const { useState } = await import('../runtime.ts');
  const { incidents } = await import('../../health/rules.ts');
  const { outsideFacts } = await import('../../service/outside-facts.ts');
  const { nextStep } = await import('../next-step.ts');
  const { readStatus } = await import('../status-report.ts');
  const { showStatus } = await import('../views/status-view.ts');
  const { incidentJson } = await import('../views/incident-view.ts');
  await using resources = new AsyncDisposableStack();
  const state = await useState(resources, context, settings);
  const { clock } = context;
  const { timeZone } = config;
  const access = await accessTold(context, state);
  const facts = await outsideFacts({ state, clock, timeZone, access, ...config.sync });
  const report = await readStatus(state, facts);
  const found = incidents(facts);
  showStatus(context, { facts, report, incidents: found }, timeZone);
  const told = found.map((incident) => incidentJson(incident, context.language, timeZone));
  const next = nextStep(facts, found);
  return { result: { installed: true, ...json(facts, report), next, incidents: told } };
}

/** The settings of amoCRM may not be there; then nothing is said of the access. */
async function accessTold(
  context: CliContext,
  state: Parameters<typeof import('../access.ts').accessOf>[1],
): Promise<HealthFacts['access']> {
  const { ConfigError } = await import('../../config/mistake.ts');
  const { accessOf } = await import('../access.ts');
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
    service: { running, pauses, nextIncrementalAt, nextDeepAt },
  };
}
