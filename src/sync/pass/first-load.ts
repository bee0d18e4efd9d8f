import type { SourceNumber } from '../../contact/model/patient-key.ts';
import type { ChangeCursor } from '../../ident/changes/change-cursor.ts';

/** A source that is loaded for the first time. */
interface Loading {
  readonly number: SourceNumber;
  /** Where its changes stood when that began. */
  readonly begun: ChangeCursor;
  /** How many patients it shows; 0: nobody knows. */
  readonly patients: () => Promise<number>;
}

/**
 * A first load under way, as passes between its pages see it: how far IDENT's changes since its beginning are read. In
 * memory alone: the cursor that its end makes durable is the one of its beginning, so that whatever they passed over, as
 * whoever is not linked yet, is read again.
 */
export class FirstLoad {
  readonly #loading: readonly Loading[];
  readonly #cursors: Map<SourceNumber, ChangeCursor>;
  /** Other sources were loaded before: passes over those go on beside the ones over whom it has linked. */
  readonly isBeside: boolean;
  #patients: Promise<ReadonlyMap<SourceNumber, number>> | null = null;

  constructor(
    loading: readonly Loading[],
    { isBeside = false }: { readonly isBeside?: boolean } = {},
  ) {
    this.#loading = loading;
    this.#cursors = new Map(loading.map(({ number, begun }) => [number, begun]));
    this.isBeside = isBeside;
  }

  /** Undefined: it does not load this source. */
  cursorOf(source: SourceNumber): ChangeCursor | undefined {
    return this.#cursors.get(source);
  }

  /** All changes before are carried over, of those who were linked. */
  moveTo(source: SourceNumber, cursor: ChangeCursor): void {
    this.#cursors.set(source, cursor);
  }

  /** Whom it is to carry over: what happens to a few of those who are linked by then is no mass. Counted once. */
  patients(): Promise<ReadonlyMap<SourceNumber, number>> {
    this.#patients ??= Promise.all(
      this.#loading.map(async ({ number, patients }) => [number, await patients()] as const),
    ).then((counts) => new Map(counts));
    return this.#patients;
  }
}

/** The passes that run where others are let in: over what was loaded before, then over whom a first load has linked. */
export const passesBetween = (firstLoad: FirstLoad | null): readonly (FirstLoad | null)[] =>
  firstLoad?.isBeside === true ? [null, firstLoad] : [firstLoad];
