import { IdentSource } from '../../clinic/ident-source.ts';
import type { SourceConfig } from '../../config/parts/database-config.ts';
import type { CliContext, Settings } from '../context.ts';

/** A database of the clinic for a command that looks at it beside the passes: it waits for another one that does. */
export function sourceBeside(
  { output, text, clock, signal }: CliContext,
  { config, log, source }: Settings<never> & { readonly source: SourceConfig },
  /** Null: the settings of the state cannot be read. */
  stateFile: string | null,
): IdentSource {
  return IdentSource.of(
    { ident: source, excluded: config.excluded, extra: config.extra },
    {
      clock,
      log,
      signal,
      stateFile,
      onWait: () => output.talk(output.talkPaint.dim(text.testDb.waiting)),
    },
  );
}
