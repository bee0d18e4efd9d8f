import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { Clock } from '../../clock.ts';
import type { FieldChoice } from '../../contact/model/field-choice.ts';
import type { State } from '../../state/open-state.ts';
import { SyncError } from '../errors.ts';
import { isFit, matchFields } from './account-fields.ts';
import { accountErrors } from './errors.ts';

/** Single rejected values cost no more than one look in this time. */
const seldomMs = 10_000;

interface FieldWatchParts extends FieldChoice {
  readonly amo: Pick<AmoClient, 'fields'>;
  readonly state: { readonly fields: Pick<State['fields'], 'all'> };
  readonly clock: Pick<Clock, 'monotonic'>;
}

/**
 * Whether the account's fields are still what the pass was bound to, asked when amoCRM rejects values: where a person has
 * changed a field's type in mid-load, every value of it is rejected, and no row is to blame.
 */
export class FieldWatch {
  readonly #parts: FieldWatchParts;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** The look of just now, that others wait for. */
  #look: Promise<void> = Promise.resolve();

  constructor(parts: FieldWatchParts) {
    this.#parts = parts;
  }

  /**
   * @param options `urgent`: what was rejected speaks of a change; else a look of just now suffices.
   * @throws SyncError FIELDS_CHANGED
   */
  async look({ urgent }: { readonly urgent: boolean }): Promise<void> {
    const { clock } = this.#parts;
    if (urgent || clock.monotonic() - this.#lookedAt >= seldomMs) {
      this.#lookedAt = clock.monotonic();
      this.#look = this.#compare();
    }
    await this.#look;
  }

  async #compare(): Promise<void> {
    const { amo, state } = this.#parts;
    const { lines } = matchFields(await amo.fields(), await state.fields.all(), this.#parts);
    const names = lines.filter((line) => !isFit(line)).map(({ field }) => field.name);
    if (names.length > 0) throw new SyncError(accountErrors.fieldsChanged({ names }));
  }
}
