import type { SourceNumber } from '../../contact/model/patient-key.ts';
import type { ChangeCursor } from '../../ident/changes/change-cursor.ts';

/**
 * A first load under way, as passes between its pages see it: how far IDENT's changes since its beginning are read. In
 * memory alone: the cursor that its end makes durable is the one of its beginning, so that whatever they passed over, as
 * whoever is not linked yet, is read again.
 */
export class FirstLoad {
  readonly #cursors: Map<SourceNumber, ChangeCursor>;
  /** Other sources were loaded before: passes over those go on beside the ones over whom it has linked. */
  readonly isBeside: boolean;

  /** @param begun where the changes of each source stood when it began. */
  constructor(
    begun: Iterable<readonly [SourceNumber, ChangeCursor]>,
    { isBeside = false }: { readonly isBeside?: boolean } = {},
  ) {
    this.#cursors = new Map(begun);
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
}

/** The passes that run where others are let in: over what was loaded before, then over whom a first load has linked. */
export const passesBetween = (firstLoad: FirstLoad | null): readonly (FirstLoad | null)[] =>
  firstLoad?.isBeside === true ? [null, firstLoad] : [firstLoad];
