import { AppError, type ErrorText, exitCode } from '../../../app-error.ts';
import type { AlertConfig } from '../../../config/alert-config.ts';
import { testMessage } from '../../../service/watch/alerts/message.ts';
import type { ChannelName } from '../../../service/watch/channels/channel.ts';
import { configuredChannels } from '../../../service/watch/channels/configured.ts';
import { beat } from '../../../service/watch/heartbeat.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';

interface Trial {
  readonly name: ChannelName | 'heartbeat';
  send(): Promise<void>;
}

/** How one went: `failure` is null when it arrived. */
interface Outcome {
  readonly name: Trial['name'];
  readonly failure: ({ readonly code: string } & ErrorText) | null;
}

/** A sample through every channel at once; 0 when there is one and all of them work. */
export async function test(context: CliContext): Promise<CommandEnd> {
  const { output, text } = context;
  const { config, log } = await context.settings('alerts');
  const outcomes = await Promise.all(
    (await trials(context, config.alerts)).map((trial) => attempt(trial, context)),
  );
  for (const { name, failure } of outcomes) log.info({ name, code: failure?.code }, 'alert tested');
  for (const outcome of outcomes) show(outcome, context);
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
        ...failure,
      })),
    },
    exit: ok ? exitCode.ok : exitCode.failed,
  };
}

async function trials({ clock }: CliContext, config: AlertConfig): Promise<readonly Trial[]> {
  const http = { fetch: globalThis.fetch, clock };
  const message = testMessage(clock.now(), config);
  const { heartbeatUrl } = config;
  return [
    ...configuredChannels(config, http).map((channel) => ({
      name: channel.name,
      send: () => channel.send(message),
    })),
    ...(heartbeatUrl === undefined
      ? []
      : [{ name: 'heartbeat' as const, send: () => beat(new URL(heartbeatUrl), http) }]),
  ];
}

async function attempt({ name, send }: Trial, { language }: CliContext): Promise<Outcome> {
  try {
    await send();
    return { name, failure: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, failure: { code: error.code, ...error.text(language) } };
  }
}

function show({ name, failure }: Outcome, { output, text }: CliContext): void {
  const { paint } = output;
  const { names, sent } = text.alerts;
  if (failure === null) {
    output.data(`${paint.green('✓')} ${names[name]}: ${sent}`);
    return;
  }
  output.data(`${paint.red('✗')} ${names[name]}: ${failure.message}`);
  output.data(`  ${failure.hint}`);
}
