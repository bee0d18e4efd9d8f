import { type SourceNumber, sourceOf } from '../../../contact/model/patient-key.ts';
import type { Fact } from '../../../state/account/facts.ts';
import type { Repositories } from '../../../state/open-state.ts';
import type { StoppedChange } from './stopped-change.ts';

/** Which databases a pass looks at, and how closely. */
export interface Reach {
  readonly by: 'incremental' | 'deep';
  /** It looks for everything that such a pass finds; false: at single patients, or between the pages of an audit. */
  readonly isWhole: boolean;
  /** A person allowed a mass change for it: what it does not stop for may be just that. */
  readonly isAllowed: boolean;
  readonly sources: readonly SourceNumber[];
}

/** How much of each kind the guard stopped in a database, and nobody has let through or taken back since. */
export interface Asking {
  readonly source: SourceNumber;
  readonly kinds: Readonly<Record<string, number>>;
}

type Asked = Fact<'guardAsked'>[number];

/** Deals rest by themselves, and are counted behind contacts: neither lets through what the other asks. */
const isOfDeals = (kind: string): boolean => kind.startsWith('deal-');

/** Kinds that stop a pass before it has counted the others. */
const early: ReadonlySet<string> = new Set(['relinked', 'identity-disagrees', 'unseen']);

/** Keeps in mind in which databases a pass of this reach was stopped; the others that it counted ask no more. */
export async function noteAsked(
  { meta }: Repositories,
  stopped: StoppedChange,
  reach: Reach,
): Promise<void> {
  if (stopped.size === 0) return;
  const before = (await meta.get('guardAsked')) ?? [];
  const isCounted = !reach.isAllowed && stopped.keys().some((kind) => !early.has(kind));
  const of = stopped.keys().every(isOfDeals) ? 'deals' : 'contacts';
  const left = isCounted
    ? before.flatMap((asked) => (wouldFind(reach, asked) ? without(asked, of) : [asked]))
    : before;
  const counts = new Map<number, Record<string, number>>();
  for (const [kind, patients] of stopped) {
    for (const source of patients.map(sourceOf)) {
      const kinds = counts.get(source) ?? {};
      counts.set(source, { ...kinds, [kind]: (kinds[kind] ?? 0) + 1 });
    }
  }
  const isOfNow = ({ source, by }: Asked): boolean => by === reach.by && counts.has(source);
  const asked = [...counts].map(([source, kinds]): Asked => {
    const known = left.find((one) => isOfNow(one) && one.source === source);
    return { source, by: reach.by, kinds: { ...known?.kinds, ...kinds } };
  });
  await meta.set('guardAsked', [...left.filter((one) => !isOfNow(one)), ...asked]);
}

/**
 * A pass came through: what it would have stopped for again is allowed, or gone. An incremental one does not look at what
 * only a deep one finds; of a database that was away nothing is known.
 *
 * @param of what of it came through: deals rest where contacts are carried over.
 */
export async function noteAnswered(
  { meta }: Repositories,
  of: 'contacts' | 'deals',
  reach: Reach,
  away: readonly SourceNumber[] = [],
): Promise<void> {
  const before = await meta.get('guardAsked');
  if (before === undefined) return;
  const isDeep = of === 'contacts' && reach.by === 'deep' && reach.isWhole;
  const left = before.flatMap((asked) => {
    if (isDeep && away.some((number) => number === asked.source)) return [asked];
    // What a deep pass neither reads nor misses is taken out of the file.
    if (isDeep && !isReadBy(reach, asked)) return [];
    return wouldFind(reach, asked) ? without(asked, of) : [asked];
  });
  if (left.length === 0) await meta.clear('guardAsked');
  else await meta.set('guardAsked', left);
}

/** What is left of a question; one of an older version, which names no kinds, is one of contacts. */
function without({ kinds, ...asked }: Asked, of: 'contacts' | 'deals'): readonly Asked[] {
  const isLeft = ([kind]: [string, number]) => isOfDeals(kind) !== (of === 'deals');
  const left = Object.entries(kinds).filter(isLeft);
  const isOlder = Object.keys(kinds).length === 0 && of === 'deals';
  return left.length > 0 || isOlder ? [{ ...asked, kinds: Object.fromEntries(left) }] : [];
}

const isReadBy = ({ sources }: Reach, { source }: Asked): boolean =>
  sources.some((number) => number === source);

const wouldFind = (reach: Reach, asked: Asked): boolean =>
  reach.isWhole && (reach.by === 'deep' || asked.by === 'incremental') && isReadBy(reach, asked);

/** The databases that ask, by number. */
export async function askingIn({ meta }: Pick<Repositories, 'meta'>): Promise<readonly Asking[]> {
  const bySource = Map.groupBy((await meta.get('guardAsked')) ?? [], ({ source }) => source);
  return [...bySource]
    .toSorted(([one], [other]) => one - other)
    .map(([source, asked]) => ({
      source: source as SourceNumber, // as `noteAsked` was given it
      kinds: asked.reduce((all, { kinds }) => merged(all, kinds), {}),
    }));
}

type Counts = Readonly<Record<string, number>>;

const merged = (one: Counts, other: Counts): Counts =>
  Object.fromEntries(
    Object.keys({ ...one, ...other }).map((kind) => [
      kind,
      Math.max(one[kind] ?? 0, other[kind] ?? 0),
    ]),
  );

/** One mass over all databases, however it is spread over them. */
const isOfAll = (kind: string): boolean => /^(same-|rule:|unseen$)/.test(kind);

/** How large a mass change has to be allowed for all of it: a word is for each database by itself. */
export function neededFor(asking: readonly Asking[]): number {
  const kinds = new Set(asking.flatMap((one) => Object.keys(one.kinds)));
  const needed = [...kinds].map((kind) => {
    const counts = asking.map((one) => one.kinds[kind] ?? 0);
    return isOfAll(kind) ? counts.reduce((sum, count) => sum + count, 0) : Math.max(...counts);
  });
  return Math.max(0, ...needed);
}
