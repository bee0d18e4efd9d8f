import { pauseService, resumeService } from '../../../service/person-actions.ts';
import { openState } from '../../../state/open-state.ts';
import type { PauseReason } from '../../../state/record/pause-reasons.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { personAtTerminal } from '../../person.ts';
import { wakeService } from './wake-service.ts';

/** Says so in the state, where whoever makes the passes looks. */
export async function pause(context: CliContext): Promise<CommandEnd> {
  const { output, text, clock } = context;
  const settings = await context.settings('state');
  await using state = await openState(settings.config.state, context.clock);
  await pauseService({ state, clock }, personAtTerminal(context));
  output.data(text.pause.done);
  const running = await wakeService(context, settings.config.state, state);
  if (!running) output.talk(output.talkPaint.dim(text.service.notRunning));
  return { result: { paused: true, running } };
}

/** Takes reasons away in the state, where whoever makes the passes looks. */
export async function resume(
  context: CliContext,
  { reason }: { readonly reason?: PauseReason },
): Promise<CommandEnd> {
  const { output, text, clock } = context;
  const settings = await context.settings('state');
  await using state = await openState(settings.config.state, context.clock);
  const ended = await resumeService(
    { state, clock },
    personAtTerminal(context),
    ...(reason === undefined ? [] : [[reason]]),
  );
  const names = ended.map((one) => text.service.pauses[one]);
  output.data(names.length > 0 ? text.resume.done(names.join('; ')) : text.resume.none);
  const running = await wakeService(context, settings.config.state, state);
  if (!running) output.talk(output.talkPaint.dim(text.service.notRunning));
  return { result: { ended, running } };
}
