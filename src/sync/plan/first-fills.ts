import { chosenFields, type FieldChoice } from '../../contact/model/field-choice.ts';
import type { State } from '../../state/open-state.ts';
import { type Change, isWritten } from '../item/verdicts.ts';

/** What a first filling of fields that no contact holds yet touches. */
export interface FirstFill {
  /** Their keys. */
  readonly fields: readonly string[];
  /** Contacts that are there already, and get something into them. */
  readonly contacts: number;
}

/** Counts, for a plan, whom fields touch that were asked for just now: robots that watch for changes start for all of them. */
export class FirstFills {
  readonly #items: ReadonlySet<string>;
  readonly #filled = new Set<string>();
  #contacts = 0;

  private constructor(items: ReadonlySet<string>) {
    this.#items = items;
  }

  static async open({ links }: Pick<State, 'links'>, choice: FieldChoice): Promise<FirstFills> {
    const items = new Set<string>();
    for (const { key, isExtra } of chosenFields(choice)) {
      if (isExtra && (await links.countHolding(key)) === 0) items.add(key);
    }
    return new FirstFills(items);
  }

  count({ verdicts }: Change): void {
    const fills = [...verdicts].flatMap(([item, verdict]) =>
      this.#items.has(item) && isWritten(verdict) ? [item] : [],
    );
    for (const item of fills) this.#filled.add(item);
    if (fills.length > 0) this.#contacts += 1;
  }

  /** Null: there is nothing of the kind. */
  told(): FirstFill | null {
    return this.#contacts === 0 ? null : { fields: [...this.#filled], contacts: this.#contacts };
  }
}
