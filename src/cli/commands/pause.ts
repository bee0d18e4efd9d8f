import type { CommandDeclaration, CommandEnd } from '../command.ts';
import type { CliContext } from '../context.ts';

export const declarePause: CommandDeclaration = (parent, { text, action }) => {
  parent.command('pause').description(text.pause.description).action(action(pause));
};

/** Says so in the state; the service looks there every second. */
async function pause(context: CliContext): Promise<CommandEnd> {
  const { output, text, clock } = context;
  const { pauseService } = await import('../../service/person-actions.ts');
  const { useState } = await import('../runtime.ts');
  const settings = await context.settings('state');
  await using resources = new AsyncDisposableStack();
  const state = await useState(resources, context, settings);
  await pauseService({ state, clock }, 'cli');
  output.data(text.pause.done);
  const running = (await state.serviceLock.current()) !== null;
  if (!running) output.talk(output.talkPaint.dim(text.service.notRunning));
  return { result: { paused: true, running } };
}
