import type { State } from '../state/open-state.ts';
import type { LockHolder } from '../state/pass-lock.ts';
import type { CliContext } from './context.ts';
import { formatTime } from './locale/format.ts';
import type { Resources } from './runtime.ts';

export interface LockWish {
  /** Named to those who wait for us. */
  readonly command: string;
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

/**
 * Takes the pass lock until the command ends; says for whom it waits.
 *
 * @throws StateError STATE_LOCKED with `--no-wait`.
 */
export async function holdPassLock(
  resources: Resources,
  context: CliContext,
  { state, timeZone }: { readonly state: State; readonly timeZone: string },
  { command, wait }: LockWish,
): Promise<void> {
  const held = await state.passLock.acquire({
    ...{ command, wait, signal: context.signal },
    onWait: sayForWhom(context, timeZone),
  });
  resources.defer(() => held.release());
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
