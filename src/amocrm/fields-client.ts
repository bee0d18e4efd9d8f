import type { AmoField, AmoFieldGroup, FieldPatch, NewField } from './model/model.ts';

/** The custom fields of contacts, or those of leads. Writing takes an administrator's token. */
export interface FieldsClient {
  /** All of them; of contacts PHONE and EMAIL too. */
  fields(): Promise<readonly AmoField[]>;
  createFields(fields: readonly NewField[]): Promise<readonly AmoField[]>;
  updateFields(patches: readonly FieldPatch[]): Promise<readonly AmoField[]>;
  fieldGroups(): Promise<readonly AmoFieldGroup[]>;
  createFieldGroup(name: string, sort: number): Promise<AmoFieldGroup>;
}
