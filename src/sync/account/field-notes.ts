import type { FieldLine } from './account-fields.ts';
import { besideName, sameText } from './choose-field.ts';

/** What a person should know of a field before anything is written into it. */
export interface FieldNote {
  readonly key: FieldLine['field']['key'];
  /**
   * `shared`: people made it, and it is used as it is. `beside`: theirs cannot carry our values, ours stands beside it.
   * `refused`: amoCRM would not have it made, so it is off.
   */
  readonly note: 'shared' | 'beside' | 'refused';
  /** What the field is called that is, or would be, used. */
  readonly name: string;
  /** Of the field that people made; `''` where there is none. */
  readonly type: string;
}

export const fieldNotes = (lines: readonly FieldLine[]): readonly FieldNote[] =>
  lines.flatMap((line) => noteOf(line) ?? []);

function noteOf({ field, status, found, adopted, occupied }: FieldLine): FieldNote | null {
  const { key, name } = field;
  if (status === 'off') return null;
  if (status === 'refused') return { key, note: 'refused', name, type: occupied?.type ?? '' };
  if (adopted && found !== null) return { key, note: 'shared', name: found.name, type: found.type };
  if (occupied === null) return null;
  const beside = besideName(field);
  const isBeside = found === null || sameText(found.name, beside);
  return isBeside ? { key, note: 'beside', name: beside, type: occupied.type } : null;
}
