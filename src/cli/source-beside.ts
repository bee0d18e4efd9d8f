import { IdentSource } from '../clinic/ident-source.ts';
import type { CliContext, Settings } from './context.ts';

/** The clinic's database for a command that looks at it beside the passes: it waits for another one that does. */
export function sourceBeside(
  { output, text, clock, signal }: CliContext,
  { config, log }: Settings<'ident'>,
  /** Null: the settings of the state cannot be read. */
  stateFile: string | null,
): IdentSource {
  return IdentSource.of(config, {
    ...{ clock, log, signal, stateFile },
    onWait: () => output.talk(output.talkPaint.dim(text.testDb.waiting)),
  });
}
