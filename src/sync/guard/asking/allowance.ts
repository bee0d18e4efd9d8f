import { type PatientId, type SourceNumber, sourceOf } from '../../../contact/model/patient-key.ts';
import type { Repositories, State } from '../../../state/open-state.ts';
import type { Forgiven } from '../../../state/patients/guarded-changes.ts';
import { askingIn } from './asked.ts';

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
  state: Pick<State, 'meta' | 'guarded'>,
  { allowMassChange = 0, allowIn }: Asked,
  present: Iterable<SourceNumber>,
): Promise<Allowance> {
  if (allowMassChange === 0) return new Allowance();
  return new Allowance(
    allowMassChange,
    allowIn === undefined ? await allowedIn(state, present) : new Set(allowIn),
  );
}

/** Of these databases those that ask, which a person's word is for; null: none does, and it is for all. */
export async function allowedIn(
  { meta, guarded }: Pick<State, 'meta' | 'guarded'>,
  present: Iterable<SourceNumber>,
): Promise<ReadonlySet<SourceNumber> | null> {
  const asked = new Set((await askingIn({ meta })).map(({ source }) => source));
  for (const patients of (await guarded.waiting()).values())
    for (const patient of patients) asked.add(sourceOf(patient));
  const known = asked.intersection(new Set(present));
  return known.size === 0 ? null : known;
}

/** Of which sources a person who lets the service go on begins the day anew. */
export async function forgivenDay({ meta }: Repositories): Promise<readonly Forgiven[]> {
  const asked: readonly (SourceNumber | null)[] = (await askingIn({ meta })).map(
    ({ source }) => source,
  );
  return (asked.length === 0 ? [null] : asked).map((source) => ({ kind: null, source }));
}
