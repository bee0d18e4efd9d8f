import { AppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import { firstSource, type SourceNumber } from '../contact/model/patient-key.ts';
import { Databases, type LostSource, type OpenSource } from '../ident/sources/databases.ts';
import { numbered } from '../ident/sources/numbered.ts';
import { SyncError } from '../sync/errors.ts';
import type { SyncSetup } from '../sync/pass/pass-context.ts';
import { sourceErrors } from '../sync/source/errors.ts';
import type { Source } from './source.ts';
import type { SourceTurns } from './source-pace.ts';

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
    clock,
    withheld = new Set(),
    turns: { leftOut, awaited } = { leftOut: new Map(), awaited: new Set() },
  }: {
    readonly signal: AbortSignal;
    readonly clock: Clock;
    readonly withheld?: ReadonlySet<SourceNumber> | undefined;
    readonly turns?: SourceTurns | undefined;
  },
): Promise<OpenedForPasses> {
  const opened: AsyncDisposable[] = [];
  const results = await Promise.allSettled(
    sources.map(async ({ number, name, ident }) => {
      if (withheld.has(number)) throw new SyncError(sourceErrors.firstLoadWaits({ number, name }));
      if (leftOut.has(number)) throw leftOut.get(number)?.error;
      const over = new AbortController();
      const own = await ident.forPasses(AbortSignal.any([signal, over.signal]));
      opened.push(own);
      return {
        number,
        name,
        ident: numbered(own, number),
        abandon: () => over.abort(),
        isAwaited: awaited.has(number),
      };
    }),
  );
  const open: OpenSource[] = [];
  const lost: LostSource[] = [];
  for (const [at, { number, name }] of sources.entries()) {
    const result = results[at];
    if (result?.status === 'fulfilled') open.push(result.value);
    else {
      const out = leftOut.get(number);
      const known = out && { isLeftOut: true as const, rests: out.rests };
      lost.push({ number, name, error: result?.reason, ...known });
    }
  }
  const dispose = async () => {
    await Promise.all(opened.map((ident) => ident[Symbol.asyncDispose]()));
  };
  // A source that rests, or that waits for a person's word, did not fail: its error is not the pass's.
  const failed = lost.filter(({ number, rests }) => rests !== true && !withheld.has(number));
  const anyRests = lost.some(({ rests }) => rests === true);
  const fatal =
    failed.find(({ error }) => open.length === 0 || !(error instanceof AppError)) ??
    (open.length === 0 && !anyRests ? lost[0] : undefined);
  if (fatal !== undefined || (lost.length > 0 && signal.aborted)) {
    await dispose();
    signal.throwIfAborted();
    throw fatal?.error;
  }
  const [only] = open;
  const isAlone = sources.length === 1 && only?.number === firstSource;
  return {
    ident: isAlone ? only.ident : new Databases(open, lost, { clock }),
    [Symbol.asyncDispose]: dispose,
  };
}
