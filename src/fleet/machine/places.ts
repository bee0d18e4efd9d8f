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
  const most = kind === 'long' ? Math.floor(places / 2) : mostHanging(places);
  const ofClass = most - running[kind];
  // The one that is left for two-minute passes.
  const slow = places - 1 - long - troubled;
  return Math.max(0, Math.min(all, ofClass, slow));
}

const mostHanging = (places: number): number => Math.max(1, Math.floor(places / 4));

/** A turn that holds a place. */
interface Held {
  readonly kind: PassClass;
  /** By how much longer nobody answers in it than is usual; 0: somebody does, or it is about to end. */
  readonly silentMs: number;
}

/**
 * Those of two-minute passes that are to give their places to others, the longest silent first: where no place is left,
 * together with clinics whose last passes failed they hold a quarter at most. However many clinics fall silent at once, and
 * before any pass of theirs has failed.
 */
export function toGiveWay<T extends Held>(places: number, turns: readonly T[]): readonly T[] {
  if (turns.length < places) return [];
  const silent = turns.filter(({ kind, silentMs }) => kind === 'quick' && silentMs > 0);
  const troubled = turns.filter(({ kind }) => kind === 'troubled').length;
  const tooMany = Math.max(0, silent.length + troubled - mostHanging(places));
  return silent.toSorted((a, b) => b.silentMs - a.silentMs).slice(0, tooMany);
}

/** Each class comes first in its turn, so that none waits for ever for the places that others leave. */
export function takingOrder(turn: number): readonly PassClass[] {
  const at = turn % classes.length;
  return [...classes.slice(at), ...classes.slice(0, at)];
}
