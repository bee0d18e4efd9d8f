import type { Incident, IncidentCode } from '../../../health/incident.ts';

/** So long a trouble has to last before it counts, and so long it has to be gone before it is over. */
const [appearMs, leaveMs] = [60_000, 120_000];

/** An incident that counts. */
export interface Standing {
  readonly incident: Incident;
  /** False: it was not there at the last look, but not yet for long enough to be over. */
  readonly isPresent: boolean;
}

interface Watched {
  readonly incident: Incident;
  /** Said to be there: it counts, until it has been gone for long enough. */
  readonly stands: boolean;
  /** Monotonic ms: since when it has been otherwise than `stands` says; null: it is as it says. */
  readonly changingSince: number | null;
}

/** Keeps what flickers from calling people: a trouble counts once it has lasted, and is over once it stays away. */
export class Debounce {
  readonly #watched = new Map<IncidentCode, Watched>();

  /** @param standing what counted before a restart. */
  constructor(standing: readonly Incident[]) {
    for (const incident of standing) {
      this.#watched.set(incident.code, { incident, stands: true, changingSince: null });
    }
  }

  /**
   * What counts as wrong, seen what is `present` now.
   *
   * @param isWhole false: what is not present may be there all the same, and is not taken for gone.
   */
  observe(present: readonly Incident[], now: number, isWhole = true): readonly Standing[] {
    const byCode = new Map(present.map((incident) => [incident.code, incident]));
    for (const code of new Set([...byCode.keys(), ...this.#watched.keys()])) {
      this.#see(code, byCode.get(code), now, isWhole);
    }
    return [...this.#watched.values()]
      .filter(({ stands }) => stands)
      .map(({ incident }) => ({ incident, isPresent: byCode.has(incident.code) }));
  }

  #see(code: IncidentCode, present: Incident | undefined, now: number, isWhole: boolean): void {
    const watched = this.#watched.get(code);
    if (present !== undefined) {
      if (watched?.stands) {
        this.#watched.set(code, {
          ...watched,
          incident: keep(watched.incident, present),
          changingSince: null,
        });
        return;
      }
      const since = watched?.changingSince ?? now;
      const stands = now - since >= appearMs;
      const changingSince = stands ? null : since;
      this.#watched.set(code, { incident: present, stands, changingSince });
      return;
    }
    if (watched === undefined || !isWhole) return;
    const since = watched.changingSince ?? now;
    if (!watched.stands || now - since >= leaveMs) this.#watched.delete(code);
    else this.#watched.set(code, { ...watched, changingSince: since });
  }
}

/** One that flickered began when it was first seen. */
function keep(known: Incident, present: Incident): Incident {
  return { ...present, since: Math.min(known.since, present.since) };
}
