import type { AmoClient } from '../amocrm/amo-client.ts';
import type { AmoField, FieldPatch, NewField } from '../amocrm/model.ts';
import { contactFields, fieldByKey } from '../contact/catalogue.ts';
import type { ContactField, SelectOption } from '../contact/contact-field.ts';
import { type FieldKey, fieldKeys } from '../contact/field-key.ts';
import type { State } from '../state/open-state.ts';
import { type FieldProblem, matchFields } from './account-fields.ts';
import { SyncError, syncErrors } from './errors.ts';
import { mergeBindings, sameAccount } from './open-pass.ts';

export interface FieldsSetup {
  readonly amo: AmoClient;
  readonly state: State;
  readonly excluded: ReadonlySet<FieldKey>;
}

/** One line of `fields check`. */
export interface FieldLine {
  readonly field: ContactField;
  readonly status: 'ok' | 'off' | FieldProblem['problem'];
  /** What stands in the way: amoCRM's type, or the options that are missing. */
  readonly detail: string;
  /** Options that are missing. */
  readonly lacking: readonly SelectOption[];
  readonly found: AmoField | null;
  /** Found by its name, made by somebody: it will be used as it is. */
  readonly adopted: boolean;
}

const groupName = 'IDENT';

/** What a look at the fields needs. */
type FieldsView = Pick<FieldsSetup, 'amo' | 'excluded'> & {
  readonly state: { readonly fields: Pick<State['fields'], 'all'> };
};

/** Compares the catalogue with the account; changes nothing. */
export async function checkFields(setup: FieldsView): Promise<readonly FieldLine[]> {
  const fields = await setup.amo.fields();
  return lines(setup, fields, await setup.state.fields.all());
}

function lines(
  { excluded }: Pick<FieldsSetup, 'excluded'>,
  fields: readonly AmoField[],
  known: Parameters<typeof matchFields>[1],
): readonly FieldLine[] {
  const match = matchFields(fields, known, excluded);
  const byId = new Map(fields.map((field) => [field.id, field]));
  const bound = new Map(match.bindings.map((binding) => [binding.key, binding.fieldId]));
  return contactFields.map((field) => {
    const id = bound.get(field.key);
    const found = (id === undefined ? undefined : byId.get(id)) ?? null;
    const adopted = match.adopted.includes(field);
    const problem = match.problems.find((one) => one.field === field);
    const { detail, lacking } = problem ?? { detail: '', lacking: [] };
    const status = excluded.has(field.key) ? 'off' : (problem?.problem ?? 'ok');
    return { field, status, detail, lacking, found, adopted };
  });
}

export interface FieldsCreated {
  readonly lines: readonly FieldLine[];
  /** Made now. */
  readonly created: readonly FieldKey[];
  /** Got options that were missing. */
  readonly completed: readonly FieldKey[];
}

/**
 * Makes what is missing of the 26 fields, in a group of their own, and adopts what is there; completes options that
 * are missing. A field of the wrong type is only reported: it holds somebody's values.
 *
 * @throws ForbiddenError without administrator rights; SyncError OTHER_ACCOUNT before anything is made or bound in an
 *   account that the state does not belong to.
 */
export async function createFields(setup: FieldsSetup): Promise<FieldsCreated> {
  const { amo, state } = setup;
  const knownId = await state.meta.get('accountId');
  if (knownId !== undefined) sameAccount(knownId, (await amo.account()).id);
  let fields = await amo.fields();
  const known = await state.fields.all();
  const checked = lines(setup, fields, known);
  const missing = checked.filter(({ status }) => status === 'missing').map(({ field }) => field);
  const incomplete = checked.filter(({ status }) => status === 'missing-options');
  if (missing.length > 0) {
    const group = await findOrMakeGroup(amo);
    await amo.createFields(missing.map((field) => newField(field, group)));
  }
  if (incomplete.length > 0) {
    await amo.updateFields(incomplete.flatMap((line) => completedOptions(line)));
  }
  if (missing.length + incomplete.length > 0) fields = await amo.fields();
  const { bindings } = matchFields(fields, known, setup.excluded);
  const before = new Map(known.map(({ key, fieldId }) => [key, fieldId]));
  const anew = bindings.some(({ key, fieldId }) => (before.get(key) ?? fieldId) !== fieldId);
  await state.transaction(async (tx) => {
    await tx.fields.replace(mergeBindings(known, bindings));
    // A field made anew is empty in every contact.
    if (anew) await tx.meta.set('deepDue', 'fields-moved');
  });
  return {
    lines: lines(setup, fields, await state.fields.all()),
    created: missing.map(({ key }) => key),
    completed: incomplete.map(({ field }) => field.key),
  };
}

async function findOrMakeGroup(amo: AmoClient): Promise<string> {
  const groups = await amo.fieldGroups();
  const found = groups.find(({ name }) => name === groupName);
  return (found ?? (await amo.createFieldGroup(groupName, groups.length + 1))).id;
}

function newField(field: ContactField, group: string): NewField {
  return {
    name: field.name,
    type: field.type,
    code: field.code,
    // 400 for 0 (PHP#604).
    sort: 500 + field.no,
    group_id: group,
    // The key that contacts are found by: people see it, and cannot change it by accident.
    ...(field.key === 'patient_id' ? { is_api_only: true } : {}),
    ...(field.options === undefined
      ? {}
      : { enums: field.options.map(({ value }, at) => ({ value, sort: at + 1 })) }),
  };
}

/** The options that are there keep their ids: one left out would be dropped, and values in cards with it. */
function completedOptions({ found, lacking }: FieldLine): FieldPatch[] {
  if (found === null) return [];
  const there = found.enums.map(({ id, value, sort }) => ({ id, value, sort }));
  const added = lacking.map(({ value }, at) => ({ value, sort: there.length + at + 1 }));
  return [{ id: found.id, enums: [...there, ...added] }];
}

/** @throws SyncError FIELD_UNKNOWN. */
export function fieldNamed(key: string): ContactField {
  const found = fieldKeys.find((known) => known === key);
  if (found === undefined) throw new SyncError(syncErrors.fieldUnknown({ key, known: fieldKeys }));
  return fieldByKey(found);
}
