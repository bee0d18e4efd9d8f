/** Connections that a machine keeps for what all clinics share, the queue among it, and for the states of its clinics. */
export const poolSizes = { fleet: 3, states: 5 } as const;

/** Sessions of a pass: of its lock, of the limiter, of a refresh of tokens, and of what it compares in bulk. */
const ofPass = 4;

/** Sessions of the server that a fleet holds at the most. */
export const sessionsOf = ({
  machines,
  places,
}: {
  readonly machines: number;
  /** Of all machines together. */
  readonly places: number;
}): number => machines * (poolSizes.fleet + poolSizes.states) + places * ofPass;
