import type { Reception, ReceptionId } from './reception.ts';

/**
 * Why a chain does not go on from the reception that its first one points back at: that would be a ring; another one goes
 * on from there; there the patient is another; each of the two has a deal already.
 */
export type Cut = 'cycle' | 'fork' | 'patient' | 'deals';

/** The visit that a reception was of when it was seen before, by that one's key; undefined: it was not. */
type VisitBefore = (id: ReceptionId) => ReceptionId | undefined;

const notSeen: VisitBefore = () => undefined;

/** One visit, however often it was moved: receptions that point back at each other, of one patient. */
export interface Chain {
  /** The first member, there or deleted: later moves and a deleted row leave it what it is. */
  readonly key: ReceptionId;
  /** In the order of the moves; the first may be of a row that was deleted. */
  readonly members: readonly ReceptionId[];
  /** Those that are there. */
  readonly rows: readonly Reception[];
  /** What the visit is now: the newest member that was not cancelled, else the last. */
  readonly lead: Reception;
  readonly cut: Cut | null;
}

/**
 * All chains of these receptions, which are whole: a row that is not among them is not in IDENT any more. Which one of a
 * fork goes on may change with the next move.
 */
export function chainsOf(
  receptions: readonly Reception[],
  before: VisitBefore = notSeen,
): readonly Chain[] {
  const rows = new Map(receptions.map((row) => [row.id, row]));
  const cuts = new Map<ReceptionId, Cut>();
  const moved = withoutRings(receptions, cuts);
  const after = Map.groupBy(moved.keys(), (id) => moved.get(id));
  const ids = [...new Set([...rows.keys(), ...moved.values()])];
  const order = topDown(
    ids.filter((id) => !moved.has(id)),
    after,
  );
  const links = { rows, moved, cuts };
  cutWhere('patient', order, links, (id) => rows.get(id)?.patient ?? null);
  cutWhere('deals', order, links, (id) => before(id) ?? null);
  const heirs = heirsOf(order, links);
  return order
    .filter((id) => !moved.has(id) || cuts.has(id))
    .map((key) => chainFrom(key, links, heirs))
    .filter((chain) => chain !== null)
    .toSorted((a, b) => a.key - b.key);
}

/** From which reception each was moved. */
type Moves = ReadonlyMap<ReceptionId, ReceptionId>;
interface Links {
  readonly rows: ReadonlyMap<ReceptionId, Reception>;
  readonly moved: Moves;
  readonly cuts: Map<ReceptionId, Cut>;
}

/** Of a ring the smallest begins it. */
function withoutRings(receptions: readonly Reception[], cuts: Map<ReceptionId, Cut>): Moves {
  const moved = new Map<ReceptionId, ReceptionId>();
  for (const { id, movedFrom } of receptions) if (movedFrom !== null) moved.set(id, movedFrom);
  const seen = new Set<ReceptionId>();
  for (const { id } of receptions) {
    const path: ReceptionId[] = [];
    let at: ReceptionId | undefined = id;
    for (; at !== undefined && !seen.has(at); at = moved.get(at)) {
      seen.add(at);
      path.push(at);
    }
    const ring = at === undefined ? [] : path.slice(path.indexOf(at));
    if (at === undefined || !path.includes(at)) continue;
    const first = ring.reduce((least, one) => (one < least ? one : least));
    moved.delete(first);
    cuts.set(first, 'cycle');
  }
  return moved;
}

/** Each before those that were moved from it. */
function topDown(
  roots: readonly ReceptionId[],
  after: ReadonlyMap<ReceptionId | undefined, readonly ReceptionId[]>,
): readonly ReceptionId[] {
  const order = [...roots];
  // It grows while it is gone through.
  for (const id of order) order.push(...(after.get(id) ?? []));
  return order;
}

/** A reception of another patient, or of another deal, begins anew, also behind one that is nobody's. */
function cutWhere(
  cut: Cut,
  order: readonly ReceptionId[],
  { moved, cuts }: Links,
  ownOf: (id: ReceptionId) => number | null,
): void {
  const whose = new Map<ReceptionId, number | null>();
  for (const id of order) {
    const own = ownOf(id);
    const from = cuts.has(id) ? undefined : moved.get(id);
    const inherited = (from !== undefined && whose.get(from)) || null;
    if (own !== null && inherited !== null && own !== inherited) cuts.set(id, cut);
    whose.set(id, own ?? inherited);
  }
}

/** Who goes on from each: of several the one that leads to the newest live row; the others begin anew. */
function heirsOf(
  order: readonly ReceptionId[],
  { rows, moved, cuts }: Links,
): ReadonlyMap<ReceptionId, ReceptionId> {
  const heirs = new Map<ReceptionId, ReceptionId>();
  const newest = new Map<ReceptionId, Newest>();
  for (const id of order.toReversed()) {
    const row = rows.get(id);
    const own = { live: row?.cancelled === false ? id : 0, any: row === undefined ? 0 : id };
    const heir = heirs.get(id);
    const best = later(own, (heir !== undefined && newest.get(heir)) || own);
    newest.set(id, best);
    const from = moved.get(id);
    if (from === undefined || cuts.has(id)) continue;
    const other = heirs.get(from);
    const rival = other === undefined ? undefined : newest.get(other);
    const wins = rival === undefined || isLater(best, rival);
    if (wins) heirs.set(from, id);
    const loser = wins ? other : id;
    if (loser !== undefined) cuts.set(loser, 'fork');
  }
  return heirs;
}

/** The newest row from one on; 0: none. */
interface Newest {
  readonly live: number;
  readonly any: number;
}

const later = (a: Newest, b: Newest): Newest => ({
  live: Math.max(a.live, b.live),
  any: Math.max(a.any, b.any),
});

const isLater = (a: Newest, b: Newest): boolean =>
  a.live === b.live ? a.any > b.any : a.live > b.live;

function chainFrom(key: ReceptionId, { rows, cuts }: Links, heirs: Moves): Chain | null {
  const members: ReceptionId[] = [];
  for (let at: ReceptionId | undefined = key; at !== undefined; at = heirs.get(at))
    members.push(at);
  const there = members.map((id) => rows.get(id)).filter((row) => row !== undefined);
  const lead = leadOf(there);
  return lead === undefined
    ? null
    : { key, members, rows: there, lead, cut: cuts.get(key) ?? null };
}

/** The newest one that was not cancelled, else the last. */
export function leadOf(rows: readonly Reception[]): Reception | undefined {
  const live = rows.filter(({ cancelled }) => !cancelled).toSorted((a, b) => a.id - b.id);
  return live.at(-1) ?? rows.at(-1);
}
