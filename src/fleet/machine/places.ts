/**
 * How long a clinic's next pass is likely to hold its place: `quick`, one of two minutes; `long`, a first load or a deep
 * pass; `troubled`, one of a clinic whose last passes failed, which may wait for time-outs.
 */
export const classes = ['quick', 'long', 'troubled'] as const;
export type PassClass = (typeof classes)[number];

export type Running = Readonly<Record<PassClass, number>>;

/** So many failures in a row are no accident. */
const troubledFrom = 2;

export function classOf(clinic: {
  readonly failures: number;
  readonly isLong: boolean;
}): PassClass {
  if (clinic.failures >= troubledFrom) return 'troubled';
  return clinic.isLong ? 'long' : 'quick';
}

/**
 * How many more passes of a class may begin here. Passes wait for the network most of the time; but long ones hold half of
 * the places at most, those that may hang a quarter, and one place is for two-minute passes alone.
 *
 * @param places 2 at least.
 */
export function freePlaces(places: number, running: Running, kind: PassClass): number {
  const { quick, long, troubled } = running;
  const all = places - quick - long - troubled;
  if (kind === 'quick') return Math.max(0, all);
  const most = kind === 'long' ? Math.floor(places / 2) : Math.max(1, Math.floor(places / 4));
  const ofClass = most - running[kind];
  // The one that is left for two-minute passes.
  const slow = places - 1 - long - troubled;
  return Math.max(0, Math.min(all, ofClass, slow));
}

/** Each class comes first in its turn, so that none waits for ever for the places that others leave. */
export function takingOrder(turn: number): readonly PassClass[] {
  const at = turn % classes.length;
  return [...classes.slice(at), ...classes.slice(0, at)];
}
