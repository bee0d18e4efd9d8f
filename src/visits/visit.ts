import type { PatientId } from '../contact/model/patient-key.ts';
import { type Chain, chainsOf, leadOf } from './chains.ts';
import type { Reception, ReceptionId } from './reception.ts';

/** A visit that has a deal. */
export interface KnownVisit {
  readonly key: ReceptionId;
  /** Whose contact the deal has. */
  readonly patient: PatientId;
}

/** The visit that a reception was seen in before; undefined: in none. */
type KnownVisits = (id: ReceptionId) => KnownVisit | undefined;

/**
 * What has one deal, however often it is moved, and whatever becomes of its rows. `new`: it has none yet; `known`: it has;
 * `reassigned`: its receptions were of another patient when they got theirs, and it gets none.
 */
export interface Visit extends Chain {
  readonly deal: 'new' | 'known' | 'reassigned';
  /** The key of the deal that it has, or had; null: it has none. */
  readonly dealKey: ReceptionId | null;
}

/** Each reception is of one visit, and each deal of one at most; its key is the deal's for ever. */
export function visitsOf(receptions: readonly Reception[], known: KnownVisits): readonly Visit[] {
  const chains = chainsOf(receptions, (id) => known(id)?.key);
  // What of a chain was seen before is of one deal: it is cut between two.
  const dealOf = ({ members }: Chain) =>
    members.map((id) => known(id)).find((visit) => visit !== undefined);
  return [...Map.groupBy(chains, (chain) => dealOf(chain)?.key ?? null)]
    .flatMap(([, some]) => {
      const [first] = some;
      const deal = first && dealOf(first);
      return deal === undefined ? some.map(asNew) : ofDeal(deal, some);
    })
    .toSorted((a, b) => a.key - b.key);
}

const asNew = (chain: Chain): Visit => ({ ...chain, deal: 'new', dealKey: null });

const isLive = ({ lead }: Chain): boolean => !lead.cancelled;

/** A row that is gone may leave the chain of a deal in pieces; a move to a second time is a visit of its own. */
function ofDeal({ key, patient }: KnownVisit, chains: readonly Chain[]): readonly Visit[] {
  const isOthers = ({ rows }: Chain) =>
    rows.some((row) => row.patient !== null && row.patient !== patient);
  const others = chains
    .filter(isOthers)
    .map((chain): Visit => ({ ...chain, deal: 'reassigned', dealKey: key }));
  const own = chains.filter((chain) => !isOthers(chain));
  const rank = (chain: Chain) => (isLive(chain) ? 2 : 0) + (chain.members.includes(key) ? 1 : 0);
  const [main, ...rest] = own.toSorted((a, b) => rank(b) - rank(a) || b.lead.id - a.lead.id);
  if (main === undefined) return others;
  const isApart = (chain: Chain) =>
    isLive(chain) && isLive(main) && (chain.cut === 'fork' || main.cut === 'fork');
  const pieces = [main, ...rest.filter((chain) => !isApart(chain))].toSorted(
    (a, b) => a.key - b.key,
  );
  const rows = pieces.flatMap((chain) => chain.rows);
  const visit: Visit = {
    key,
    rows,
    cut: main.cut,
    deal: 'known',
    dealKey: key,
    members: pieces.flatMap(({ members }) => members),
    lead: leadOf(rows) ?? main.lead,
  };
  return [visit, ...rest.filter(isApart).map(asNew), ...others];
}
