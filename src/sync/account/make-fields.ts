import type { AmoClient } from '../../amocrm/amo-client.ts';
import {
  BadRequestError,
  QuotaExceededError,
  ValidationError,
} from '../../amocrm/errors/errors.ts';
import type { FieldPatch, NewField } from '../../amocrm/model/model.ts';

/**
 * Makes fields, each under whatever stands for it: all at once, or, when amoCRM refuses one of them, each by itself, and one that is refused without its
 * code, without its group, without both. What cannot be made at all does not keep the others from being made.
 *
 * @returns the fields that amoCRM refuses in every form.
 * @throws ForbiddenError without administrator rights.
 */
export async function makeFields<T>(
  amo: Pick<AmoClient, 'createFields' | 'fields'>,
  fields: ReadonlyMap<NewField, T>,
): Promise<readonly T[]> {
  if (fields.size === 0) return [];
  if (await taken(() => amo.createFields([...fields.keys()]))) return [];
  // A refusal that was carried out all the same would leave every field twice.
  const there = new Set((await amo.fields()).map(({ name }) => name));
  const refused: T[] = [];
  for (const [field, of] of fields) {
    if (!there.has(field.name) && !(await makeOne(amo, field))) refused.push(of);
  }
  return refused;
}

async function makeOne(amo: Pick<AmoClient, 'createFields'>, field: NewField): Promise<boolean> {
  const { code: _code, ...withoutCode } = field;
  const { group_id: _group, ...withoutGroup } = field;
  const { group_id: _also, ...plain } = withoutCode;
  for (const form of [field, withoutCode, withoutGroup, plain]) {
    if (await taken(() => amo.createFields([form]))) return true;
  }
  return false;
}

/** Changes fields: all at once, or each by itself. @returns those that amoCRM refuses. */
export async function changeFields(
  amo: Pick<AmoClient, 'updateFields'>,
  patches: readonly FieldPatch[],
): Promise<readonly FieldPatch[]> {
  if (patches.length === 0) return [];
  if (await taken(() => amo.updateFields(patches))) return [];
  const refused: FieldPatch[] = [];
  for (const patch of patches) {
    if (!(await taken(() => amo.updateFields([patch])))) refused.push(patch);
  }
  return refused;
}

/** @returns false when amoCRM says no to what was sent, and nothing was applied. */
async function taken(request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error) {
    if (isAboutTheFields(error)) return false;
    throw error;
  }
}

const isAboutTheFields = (error: unknown): boolean =>
  error instanceof ValidationError ||
  error instanceof BadRequestError ||
  error instanceof QuotaExceededError;

/** The group of our fields, made when it is not there; undefined where amoCRM allows none: fields do without. */
export async function findOrMakeGroup(
  amo: Pick<AmoClient, 'fieldGroups' | 'createFieldGroup'>,
  name: string,
): Promise<string | undefined> {
  try {
    const groups = await amo.fieldGroups();
    const found = groups.find((group) => group.name === name);
    return (found ?? (await amo.createFieldGroup(name, groups.length + 1))).id;
  } catch (error) {
    if (isAboutTheFields(error)) return undefined;
    throw error;
  }
}
