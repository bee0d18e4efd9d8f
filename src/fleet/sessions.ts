import { mostReads } from '../state/postgres/reads/read-pool.ts';

/** Connections that a machine keeps for what all clinics share, the queue among it, and for the states of its clinics. */
export const poolSizes = { fleet: 3, states: 5, page: 2 } as const;

/**
 * Connections for the states of a machine's clinics. A pass asks one thing after the other, most of it through these: with
 * fewer than places, passes would wait for each other, and the more the further away the server is.
 */
export const statesPool = (places: number): number => poolSizes.states + places;

/** Sessions of a pass: of its lock, of the limiter, of a refresh of tokens, of what it compares in bulk, and one of the pool. */
const ofPass = 5;

/** Sessions of a clinic whose page is open: of the turn at its database, and a pass's but for the lock and the pool. */
const ofPage = 4;

/** Clinics whose pages a machine is counted with as open at once; nobody is turned away by it. */
export const pagesCounted = 5;

/** Sessions of the server that a fleet holds at the most, while no more pages are open than are counted with. */
export const sessionsOf = ({
  machines,
  places,
  hasReads,
}: {
  readonly machines: number;
  /** Of all machines together. */
  readonly places: number;
  /** The pages read by a pooler, which has as many sessions for it as are asked for at once. */
  readonly hasReads: boolean;
}): number =>
  machines *
    (poolSizes.fleet +
      poolSizes.states +
      poolSizes.page +
      (hasReads ? mostReads : 0) +
      pagesCounted * ofPage) +
  places * ofPass;
