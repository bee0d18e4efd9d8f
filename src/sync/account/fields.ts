import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { AmoField, FieldPatch, NewField } from '../../amocrm/model/model.ts';
import type { FieldChoice } from '../../contact/model/field-choice.ts';
import { type ContactField, everyField } from '../../contact/model/fields.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import { refusedBinding } from '../../state/account/field-bindings.ts';
import type { State } from '../../state/open-state.ts';
import { SyncError } from '../errors.ts';
import { mergeBindings } from '../pass/open-pass.ts';
import { type FieldLine, matchFields } from './account-fields.ts';
import { besideName, sameText } from './choose-field.ts';
import { accountErrors } from './errors.ts';
import { changeFields, findOrMakeGroup, makeFields } from './make-fields.ts';
import { sameAccount } from './same-account.ts';

export interface FieldsSetup extends FieldChoice {
  readonly amo: AmoClient;
  readonly state: State;
}

/** What a look at the fields needs. */
type FieldsView = Pick<FieldsSetup, 'amo' | keyof FieldChoice> & {
  readonly state: { readonly fields: Pick<State['fields'], 'all'> };
};

/** Compares the catalogue with the account; changes nothing. */
export async function checkFields(setup: FieldsView): Promise<readonly FieldLine[]> {
  return matchFields(await setup.amo.fields(), await setup.state.fields.all(), setup).lines;
}

interface FieldsCreated {
  readonly lines: readonly FieldLine[];
  /** Made now. */
  readonly created: readonly FieldKey[];
  /** Got options that were missing. */
  readonly completed: readonly FieldKey[];
}

/**
 * Makes what is missing of our fields, in a group of their own, and adopts what is there; completes options that
 * are missing. A field of our name that cannot carry our values is left alone, and ours is made beside it. What amoCRM
 * refuses to make is off from then on, but for the id, without which no contact could be told to be a patient's.
 *
 * @throws ForbiddenError without administrator rights; SyncError OTHER_ACCOUNT before anything is made or bound in an
 *   account that the state does not belong to; FIELD_REFUSED for the id.
 */
export async function createFields(setup: FieldsSetup): Promise<FieldsCreated> {
  const { amo, state } = setup;
  const knownId = await state.meta.get('accountId');
  if (knownId !== undefined) sameAccount(knownId, (await amo.account()).id);
  const before = await amo.fields();
  const known = await state.fields.all();
  const checked = matchFields(before, known, setup).lines;
  const incomplete = checked.filter(({ status }) => status === 'missing-options');
  const patches = incomplete.flatMap((line) => completedOptions(line));
  const unchanged = new Set((await changeFields(amo, patches)).map(({ id }) => id));
  // Somebody's list that does not take our options is of no use; ours stands beside it.
  const stubborn = incomplete.filter(({ found }) => found !== null && unchanged.has(found.id));
  const wanted = [
    ...checked.filter(({ status }) => ['missing', 'wrong-type', 'refused'].includes(status)),
    ...stubborn,
  ].map(({ field }) => field);
  const refused = await make(amo, wanted, before);
  const after = wanted.length + incomplete.length > 0 ? await amo.fields() : before;
  const remembered = mergeBindings(
    known.filter(({ key }) => !stubborn.some(({ field }) => field.key === key)),
    refused.map(({ key }) => refusedBinding(key)),
  );
  const { bindings } = matchFields(after, remembered, setup);
  const ids = new Map(known.map(({ key, fieldId }) => [key, fieldId]));
  const anew = bindings.some(({ key, fieldId }) => (ids.get(key) ?? fieldId) !== fieldId);
  await state.transaction(async (tx) => {
    await tx.fields.replace(mergeBindings(known, bindings));
    // A field made anew is empty in every contact.
    if (anew) await tx.meta.set('deepDue', 'fields-moved');
  });
  const created = wanted.filter((field) => !refused.includes(field));
  return {
    lines: matchFields(after, await state.fields.all(), setup).lines,
    created: created.map(({ key }) => key),
    completed: incomplete.flatMap(({ field }) => (created.includes(field) ? [] : field.key)),
  };
}

/** @returns what amoCRM refused. @throws SyncError FIELD_REFUSED for the id. */
async function make(
  amo: AmoClient,
  wanted: readonly ContactField[],
  there: readonly AmoField[],
): Promise<readonly ContactField[]> {
  if (wanted.length === 0) return [];
  const groups = new Map<string, string | undefined>();
  for (const name of new Set(wanted.map(({ group }) => group))) {
    groups.set(name, await findOrMakeGroup(amo, name));
  }
  const rows = wanted.map(
    (field) => [newField(field, groups.get(field.group), there), field] as const,
  );
  const refused = await makeFields(amo, new Map(rows));
  const id = refused.find(({ key }) => key === 'patient_id');
  if (id !== undefined) throw new SyncError(accountErrors.fieldRefused({ name: id.name }));
  return refused;
}

function newField(
  field: ContactField,
  group: string | undefined,
  there: readonly AmoField[],
): NewField {
  const isTaken = there.some(({ name }) => sameText(name, field.name));
  const code = there.some((one) => one.code === field.code) ? {} : { code: field.code };
  return {
    name: isTaken ? besideName(field) : field.name,
    type: field.type,
    ...code,
    // 400 for 0 (PHP#604).
    sort: 500 + field.no,
    ...(group === undefined ? {} : { group_id: group }),
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
  const found = everyField.find((field) => field.key === key);
  if (found !== undefined) return found;
  throw new SyncError(accountErrors.fieldUnknown({ key, known: everyField.map((one) => one.key) }));
}
