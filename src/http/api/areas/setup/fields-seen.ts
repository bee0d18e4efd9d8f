import type { FieldKey } from '../../../../contact/model/table.ts';
import { type FieldLine, isFit } from '../../../../sync/account/account-fields.ts';

/** Which fields were fit to be written when amoCRM was last looked at by this process, and not by a pass. */
export class FieldsSeen {
  #last: { readonly at: number; readonly fit: ReadonlySet<FieldKey> } | null = null;

  /** Null: nobody has looked. `at` is wall ms. */
  get last(): { readonly at: number; readonly fit: ReadonlySet<FieldKey> } | null {
    return this.#last;
  }

  /** @param at when amoCRM was asked, wall ms */
  see(lines: readonly Pick<FieldLine, 'field' | 'status'>[], at: number): void {
    const fit = lines.filter(isFit).map(({ field }) => field.key);
    this.#last = { at, fit: new Set(fit) };
  }
}
