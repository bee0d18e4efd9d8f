import type { SourceIdentity } from '../../ident/sources/databases.ts';
import type { State } from '../../state/open-state.ts';
import { SyncError } from '../errors.ts';
import { sourceErrors } from './errors.ts';

/** A source and the database that was found behind it. */
interface FoundSource extends SourceIdentity {
  readonly identity: string;
}

/**
 * A number names one database for ever: with another one its patients would become other people. The order of sources
 * says nothing.
 *
 * @param numbers all sources of the settings, read or not
 * @throws SyncError SOURCE_TWICE, SOURCE_NUMBER_CHANGED, SOURCE_MISSING
 */
export async function checkNumbers(
  { meta, links }: Pick<State, 'meta' | 'links'>,
  found: readonly FoundSource[],
  numbers: ReadonlySet<number>,
): Promise<void> {
  for (const [at, one] of found.entries()) {
    const other = found.slice(at + 1).find(({ identity }) => identity === one.identity);
    if (other !== undefined) {
      throw new SyncError(sourceErrors.sameDatabase({ one, other, found: one.identity }));
    }
  }
  const known = await meta.ofSources('databaseIdentity');
  for (const source of found) {
    const { identity } = source;
    if (known.get(source.number) === identity) continue;
    const before = [...known].find(([, name]) => name === identity)?.[0];
    if (before !== undefined) {
      throw new SyncError(sourceErrors.numberChanged({ source, known: before, found: identity }));
    }
  }
  const missing = (await links.sources()).filter((number) => !numbers.has(number));
  if (missing.length > 0) throw new SyncError(sourceErrors.sourceMissing({ numbers: missing }));
}
