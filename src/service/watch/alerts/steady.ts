import type { Trouble, TroubleKind } from './trouble.ts';

/** So long a trouble has to last before it counts, and so long it has to be gone before it is over. */
export interface Patience {
  readonly appearMs: number;
  readonly leaveMs: number;
}

const defaultPatience: Patience = { appearMs: 60_000, leaveMs: 120_000 };

/** A trouble that counts. */
export interface Standing {
  readonly trouble: Trouble;
  /** False: it was not there at the last look, but not yet for long enough to be over. */
  readonly isPresent: boolean;
}

interface Watched {
  readonly trouble: Trouble;
  /** Said to be there: it counts, until it has been gone for long enough. */
  readonly stands: boolean;
  /** Monotonic ms: since when it has been otherwise than `stands` says; null: it is as it says. */
  readonly changingSince: number | null;
}

/** Keeps what flickers from calling people: a trouble counts once it has lasted, and is over once it stays away. */
export class Steady {
  readonly #patience: Patience;
  readonly #watched = new Map<TroubleKind, Watched>();

  /** @param standing what counted before a restart. */
  constructor(standing: readonly Trouble[], patience: Patience = defaultPatience) {
    this.#patience = patience;
    for (const trouble of standing) {
      this.#watched.set(trouble.kind, { trouble, stands: true, changingSince: null });
    }
  }

  /**
   * What counts as wrong, seen what is `present` now.
   *
   * @param isWhole false: what is not present may be there all the same, and is not taken for gone.
   */
  observe(present: readonly Trouble[], now: number, isWhole = true): readonly Standing[] {
    const byKind = new Map(present.map((trouble) => [trouble.kind, trouble]));
    for (const kind of new Set([...byKind.keys(), ...this.#watched.keys()])) {
      this.#see(kind, byKind.get(kind), now, isWhole);
    }
    return [...this.#watched.values()]
      .filter(({ stands }) => stands)
      .map(({ trouble }) => ({ trouble, isPresent: byKind.has(trouble.kind) }));
  }

  #see(kind: TroubleKind, present: Trouble | undefined, now: number, isWhole: boolean): void {
    const watched = this.#watched.get(kind);
    if (present !== undefined) {
      if (watched?.stands) {
        this.#watched.set(kind, {
          ...watched,
          trouble: keep(watched.trouble, present),
          changingSince: null,
        });
        return;
      }
      const since = watched?.changingSince ?? now;
      const stands = now - since >= this.#patience.appearMs;
      const changingSince = stands ? null : since;
      this.#watched.set(kind, { trouble: present, stands, changingSince });
      return;
    }
    if (watched === undefined || !isWhole) return;
    const since = watched.changingSince ?? now;
    if (!watched.stands || now - since >= this.#patience.leaveMs) this.#watched.delete(kind);
    else this.#watched.set(kind, { ...watched, changingSince: since });
  }
}

/** One that flickered began when it was first seen. */
function keep(known: Trouble, present: Trouble): Trouble {
  return { ...present, since: Math.min(known.since, present.since) };
}
