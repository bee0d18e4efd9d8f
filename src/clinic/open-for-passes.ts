import { AppError } from '../app-error.ts';
import { firstSource, type SourceNumber } from '../contact/model/patient-key.ts';
import { Databases, type LostSource, type OpenSource } from '../ident/sources/databases.ts';
import { numbered } from '../ident/sources/numbered.ts';
import { SyncError } from '../sync/errors.ts';
import type { SyncSetup } from '../sync/pass/pass-context.ts';
import { sourceErrors } from '../sync/source/errors.ts';
import type { Source } from './source.ts';

interface OpenedForPasses extends AsyncDisposable {
  readonly ident: SyncSetup['ident'];
}

/**
 * All sources at once, for whoever holds the pass lock. One of several that cannot even be opened is lost.
 *
 * @param withheld sources that are not even opened, with others beside them
 * @throws what is wrong with the only one, or with all of them
 */
export async function openForPasses(
  sources: readonly Source[],
  {
    signal,
    withheld = new Set(),
  }: {
    readonly signal: AbortSignal;
    readonly withheld?: ReadonlySet<SourceNumber> | undefined;
  },
): Promise<OpenedForPasses> {
  const opened: AsyncDisposable[] = [];
  const results = await Promise.allSettled(
    sources.map(async ({ number, name, ident }) => {
      if (withheld.has(number)) throw new SyncError(sourceErrors.firstLoadWaits({ number, name }));
      const own = await ident.forPasses(signal);
      opened.push(own);
      return { number, name, ident: numbered(own, number) };
    }),
  );
  const open: OpenSource[] = [];
  const lost: LostSource[] = [];
  for (const [at, { number, name }] of sources.entries()) {
    const result = results[at];
    if (result?.status === 'fulfilled') open.push(result.value);
    else lost.push({ number, name, error: result?.reason });
  }
  const dispose = async () => {
    await Promise.all(opened.map((ident) => ident[Symbol.asyncDispose]()));
  };
  const isFatal = ({ error }: LostSource) =>
    open.length === 0 || signal.aborted || !(error instanceof AppError);
  const fatal = lost.find(isFatal);
  if (fatal !== undefined) {
    await dispose();
    throw fatal.error;
  }
  const [only] = open;
  const isAlone = sources.length === 1 && only?.number === firstSource;
  return {
    ident: isAlone ? only.ident : new Databases(open, lost),
    [Symbol.asyncDispose]: dispose,
  };
}
