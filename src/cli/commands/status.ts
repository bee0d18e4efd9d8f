import { existsSync } from 'node:fs';
import type { CommandDeclaration, CommandEnd } from '../command.ts';
import type { CliContext } from '../context.ts';

export const declareStatus: CommandDeclaration = (parent, { text, action }) => {
  parent.command('status').description(text.status.description).action(action(status));
};

/** How the installation is, from its state alone: neither IDENT nor amoCRM is asked. */
async function status(context: CliContext): Promise<CommandEnd> {
  const { output, text } = context;
  const settings = await context.settings('state', 'sync');
  const { file } = settings.config.state;
  if (!existsSync(file)) {
    // Opening would make it.
    output.data(text.status.none);
    output.data(`${text.status.next}: ${text.status.steps.start}`);
    return { result: { installed: false, next: 'start' } };
  }
  const { useState } = await import('../runtime.ts');
  const { nextStep } = await import('../next-step.ts');
  const { readService } = await import('../service-report.ts');
  const { readStatus } = await import('../status-report.ts');
  const { serviceRows } = await import('../views/service-view.ts');
  const { showStatus } = await import('../views/status-view.ts');
  await using resources = new AsyncDisposableStack();
  const state = await useState(resources, context, settings);
  const report = await readStatus(state);
  const service = await readService(state, settings, context.clock);
  const { timeZone, sync } = settings.config;
  const next = nextStep(report, service, { now: context.clock.now(), ...sync });
  const told = { service: serviceRows(context, service, timeZone), next };
  showStatus(context, report, told, timeZone);
  return { result: { installed: true, ...report, next, service } };
}
