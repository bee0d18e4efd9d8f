import { exitCode } from '../../../app-error.ts';
import { type ChannelTrial, tryChannels } from '../../../service/watch/channels/try-channels.ts';
import { openState } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { noteAction } from '../../person.ts';

/** A sample through every channel at once; 0 when there is one and all of them work. */
export async function test(context: CliContext): Promise<CommandEnd> {
  const { output, text } = context;
  const { config, log } = await context.settings('alerts', 'state');
  const { clock, language } = context;
  const outcomes = await tryChannels(config.alerts, { fetch: globalThis.fetch, clock });
  for (const { name, failure } of outcomes) log.info({ name, code: failure?.code }, 'alert tested');
  for (const outcome of outcomes) show(outcome, context);
  // Whether the messages arrived is told first: a state that cannot be opened is another matter.
  {
    await using state = await openState(config.state, clock);
    await noteAction(context, state, 'test-alerts');
  }
  const canTell = outcomes.some(({ name }) => name !== 'heartbeat');
  if (!canTell) {
    output.talk(output.talkPaint.yellow(text.alerts.none));
    output.talk(text.alerts.noneHint);
  }
  const ok = canTell && outcomes.every(({ failure }) => failure === null);
  return {
    result: {
      ok,
      channels: outcomes.map(({ name, failure }) => ({
        channel: name,
        ok: failure === null,
        ...(failure && { code: failure.code, ...failure.text(language) }),
      })),
    },
    exit: ok ? exitCode.ok : exitCode.failed,
  };
}

function show({ name, failure }: ChannelTrial, { output, text, language }: CliContext): void {
  const { paint } = output;
  const { names, sent } = text.alerts;
  if (failure === null) {
    output.data(`${paint.green('✓')} ${names[name]}: ${sent}`);
    return;
  }
  const { message, hint } = failure.text(language);
  output.data(`${paint.red('✗')} ${names[name]}: ${message}`);
  output.data(`  ${hint}`);
}
