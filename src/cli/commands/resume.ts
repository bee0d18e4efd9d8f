import { Option } from 'commander';
import { type PauseReason, pauseReasons } from '../../state/pauses.ts';
import type { CommandDeclaration, CommandEnd } from '../command.ts';
import type { CliContext } from '../context.ts';

export const declareResume: CommandDeclaration = (parent, { text, action }) => {
  parent
    .command('resume')
    .description(text.resume.description)
    .addOption(new Option('--reason <REASON>', text.resume.reason).choices(pauseReasons))
    .action(action(resume));
};

/** Takes reasons away in the state; the service looks there every second. */
async function resume(
  context: CliContext,
  { reason }: { readonly reason?: PauseReason },
): Promise<CommandEnd> {
  const { output, text, clock } = context;
  const { resumeService } = await import('../../service/person-actions.ts');
  const { useState } = await import('../runtime.ts');
  const settings = await context.settings('state');
  await using resources = new AsyncDisposableStack();
  const state = await useState(resources, context, settings);
  const ended = await resumeService(
    { state, clock },
    'cli',
    ...(reason === undefined ? [] : [[reason]]),
  );
  const names = ended.map((one) => text.service.pauses[one]);
  output.data(names.length > 0 ? text.resume.done(names.join('; ')) : text.resume.none);
  const running = (await state.serviceLock.current()) !== null;
  if (!running) output.talk(output.talkPaint.dim(text.service.notRunning));
  return { result: { ended, running } };
}
