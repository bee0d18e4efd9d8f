import { type PatientId, type SourceNumber, sourceOf } from '../../contact/model/patient-key.ts';
import type { Repositories, State } from '../../state/open-state.ts';
import type { Forgiven } from '../../state/patients/guarded-changes.ts';
import type { StoppedChange } from './stopped-change.ts';

/** What a person allowed for a pass (`--allow-mass-change N`), and in which databases. */
export class Allowance {
  /** 0: nothing. */
  readonly most: number;
  readonly #sources: ReadonlySet<SourceNumber> | null;

  /** @param sources null: all */
  constructor(most = 0, sources: ReadonlySet<SourceNumber> | null = null) {
    this.most = most;
    this.#sources = sources;
  }

  /** How many of one kind may change in this source. */
  in(source: SourceNumber): number {
    return this.#sources === null || this.#sources.has(source) ? this.most : 0;
  }

  /** How many of one kind may change of which it matters in no source how many are of another. */
  over(patients: Iterable<PatientId>): number {
    for (const patient of patients) if (this.in(sourceOf(patient)) === 0) return 0;
    return this.most;
  }
}

interface Asked {
  readonly allowMassChange?: number;
  /** In which databases; absent: in those that asked. */
  readonly allowIn?: readonly SourceNumber[];
}

/**
 * A person who looked at what one database asked about has said nothing of the others: their mass changes ask by
 * themselves. Where none has asked, the word is for all.
 */
export async function allowanceOf(
  { meta, guarded }: Pick<State, 'meta' | 'guarded'>,
  { allowMassChange = 0, allowIn }: Asked,
): Promise<Allowance> {
  if (allowMassChange === 0) return new Allowance();
  if (allowIn !== undefined) return new Allowance(allowMassChange, new Set(allowIn));
  const asked = new Set((await meta.get('guardAsked')) as readonly SourceNumber[] | undefined); // written below
  for (const patients of (await guarded.waiting()).values())
    for (const patient of patients) asked.add(sourceOf(patient));
  return new Allowance(allowMassChange, asked.size === 0 ? null : asked);
}

/** Of which sources a person who lets the service go on begins the day anew. */
export async function forgivenDay({ meta }: Repositories): Promise<readonly Forgiven[]> {
  const asked = (await meta.get('guardAsked')) as readonly SourceNumber[] | undefined; // as above
  return (asked ?? [null]).map((source) => ({ kind: null, source }));
}

/** Keeps in mind in which databases the guard stopped something: they ask until a deep pass has come through. */
export async function noteAsked({ meta }: Repositories, stopped: StoppedChange): Promise<void> {
  const asked = new Set(await meta.get('guardAsked'));
  for (const patients of stopped.values()) for (const one of patients) asked.add(sourceOf(one));
  if (asked.size > 0) await meta.set('guardAsked', [...asked]);
}

/**
 * A pass over everything came through: nobody asks any more, but for what waits, and for a database that was away. An
 * incremental one does not look at what only a deep one finds.
 */
export async function noteAnswered(
  { meta }: Repositories,
  away: readonly SourceNumber[],
): Promise<void> {
  const before = (await meta.get('guardAsked')) as readonly SourceNumber[] | undefined; // as above
  if (before === undefined) return;
  const left = before.filter((source) => away.includes(source));
  if (left.length === 0) await meta.clear('guardAsked');
  else await meta.set('guardAsked', left);
}
