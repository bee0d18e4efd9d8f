import type { IdentSource, OpenIdent } from '../../src/clinic/ident-source.ts';
import type { Clock } from '../../src/clock.ts';
import { IdentError, identErrors } from '../../src/ident/connection/errors.ts';

/** From where on a database answers nothing: at once, or when its patients are read. */
export type HangsFrom = 'at once' | 'in the midst';

const asked: Readonly<Record<HangsFrom, ReadonlySet<string | symbol>>> = {
  'at once': new Set(['server', 'probe', 'changedSince', 'newest', 'count', 'byIds', 'all']),
  'in the midst': new Set(['byIds', 'all']),
};
/** The time-out of a statement. */
const timeoutMs = 60_000;

/** The same database, which has begun to hang. */
export function hanging(
  source: IdentSource,
  { clock, from }: { readonly clock: Clock; readonly from: HangsFrom },
): IdentSource {
  const timesOut = async (): Promise<never> => {
    await clock.sleep(timeoutMs);
    throw new IdentError(identErrors.timeout({ address: 'a server', database: 'PZ', user: '' }));
  };
  const open = source.forPasses.bind(source);
  const forPasses = async (signal?: AbortSignal): Promise<OpenIdent> =>
    new Proxy(await open(signal), {
      get: (ident, name) => {
        const own: unknown = Reflect.get(ident, name, ident);
        if (typeof own !== 'function') return own;
        if (!asked[from].has(name)) return own.bind(ident);
        return name === 'all'
          ? () => ({ [Symbol.asyncIterator]: never, next: timesOut, return: ended })
          : timesOut;
      },
    });
  return Object.assign(source, { forPasses });
}

const ended = async () => ({ done: true, value: undefined }) as const;
function never(this: object) {
  return this;
}
