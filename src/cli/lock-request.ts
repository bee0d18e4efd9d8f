import type { LockRequest } from '../clinic/pass-lock.ts';
import { formatTime } from '../report/format.ts';
import type { LockHolder } from '../state/processes/pass-lock.ts';
import type { CliContext } from './context.ts';

/** How a command takes the pass lock: until it is stopped, unless `--no-wait`, saying for whom it waits. */
export function lockRequest(
  context: CliContext,
  timeZone: string,
  { command, wait }: Pick<LockRequest, 'command' | 'wait'>,
): LockRequest {
  const { signal } = context;
  return {
    command,
    signal,
    onWait: sayForWhom(context, timeZone),
    onFellBack: sayFellBack(context),
    ...(wait === undefined ? {} : { wait }),
  };
}

/** Tells on stderr for whom a command waits. */
export function sayForWhom(
  { output, text, language }: Pick<CliContext, 'output' | 'text' | 'language'>,
  timeZone: string,
): (holder: LockHolder | null) => void {
  return (holder) =>
    output.talk(
      output.talkPaint.dim(
        holder === null
          ? text.pass.waitingUnknown
          : text.pass.waiting(
              holder.command,
              holder.pid,
              formatTime(holder.since, timeZone, language),
            ),
      ),
    );
}

/** Tells on stderr why a command waits for a minute or so. */
export const sayFellBack =
  ({ output, text }: Pick<CliContext, 'output' | 'text'>) =>
  (): void =>
    output.talk(output.talkPaint.dim(text.pass.fellBack));
