import type { FieldId } from '../../amocrm/model/model.ts';
import { Repository } from '../shape/repository.ts';
import { upsert } from '../shape/upsert.ts';

/** A field of the catalogue (or `PHONE`, `EMAIL`) as this account has it. */
export interface FieldBinding {
  readonly key: string;
  readonly fieldId: FieldId;
  /** Option key (or amoCRM's enum code for PHONE and EMAIL) → enum id. */
  readonly enums: ReadonlyMap<string, number>;
}

// amoCRM's ids begin at 1: no field ever has this one.
const noField = 0 as FieldId;

/** Remembers that amoCRM would not have a field made: it is off, as one of EXCLUDE_FIELDS is. */
export const refusedBinding = (key: string): FieldBinding => ({
  key,
  fieldId: noField,
  enums: new Map(),
});

export const isRefused = ({ fieldId }: FieldBinding): boolean => fieldId === noField;

export class FieldBindings extends Repository {
  async all(): Promise<readonly FieldBinding[]> {
    const rows = await this.db.selectFrom('fields').selectAll().execute();
    return rows.map((row) => ({
      key: row.key,
      // Written by replace only.
      fieldId: row.field_id as FieldId,
      enums: new Map(Object.entries(JSON.parse(row.enums) as Record<string, number>)),
    }));
  }

  async replace(bindings: readonly FieldBinding[]): Promise<void> {
    await this.db.deleteFrom('fields').execute();
    await upsert(
      this.db,
      'fields',
      bindings.map(({ key, fieldId, enums }) => ({
        key,
        field_id: fieldId,
        enums: JSON.stringify(Object.fromEntries(enums)),
      })),
    );
  }
}
