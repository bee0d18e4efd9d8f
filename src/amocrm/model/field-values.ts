import type { AmoFieldValues, AmoValue, FieldId } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * A contact's filled fields, whatever widgets made of theirs: a field without an id that we could know it by is passed
 * over, and one whose values are in no form known of amoCRM is marked, for the sake of ours.
 */
export function readFieldValues(raw: unknown): readonly AmoFieldValues[] {
  const fields: AmoFieldValues[] = [];
  for (const field of elements(raw)) {
    if (!isObject(field)) continue;
    const fieldId = wholeNumber(field['field_id']);
    if (fieldId === null) continue;
    const values = elements(field['values']).map(readValue);
    fields.push({
      // One of the places where ids enter the program.
      fieldId: fieldId as FieldId,
      values,
      ...(values.includes(unreadable) ? { unreadable: true } : {}),
    });
  }
  return fields;
}

/** In a form not known of amoCRM. */
const unreadable: AmoValue = { value: null, enumId: null, enumCode: null };

/** A list, also as PHP writes one with gaps (an object with numbers for keys), or a bare element. */
function elements(raw: unknown): readonly unknown[] {
  if (raw === null || raw === undefined || raw === '') return [];
  if (Array.isArray(raw)) return raw;
  if (isObject(raw) && Object.keys(raw).every((key) => /^\d+$/.test(key)))
    return Object.values(raw);
  return [raw];
}

function readValue(raw: unknown): AmoValue {
  if (isPlain(raw)) return { value: raw, enumId: null, enumCode: null };
  if (!isObject(raw)) return unreadable;
  // `enum` is the docs' older form of `enum_code`.
  const { value = null, enum_id, enum_code, enum: older } = raw;
  const named = 'value' in raw || enum_id != null || enum_code != null;
  // Legal entities and files are objects; none of our fields is one.
  if (!named || !(value === null || isPlain(value))) return unreadable;
  return {
    value,
    enumId: wholeNumber(enum_id) ?? (typeof older === 'number' ? older : null),
    enumCode: textOrNull(enum_code) ?? (typeof older === 'string' ? older : null),
  };
}

const isObject = (raw: unknown): raw is Json =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

const isPlain = (raw: unknown): raw is string | number | boolean =>
  typeof raw === 'string' || typeof raw === 'boolean' || Number.isFinite(raw);

const textOrNull = (raw: unknown): string | null => (typeof raw === 'string' ? raw : null);

/** A number that can be held exactly, also as a text of digits. */
function wholeNumber(raw: unknown): number | null {
  const number = typeof raw === 'string' && /^\d{1,16}$/.test(raw) ? Number(raw) : raw;
  return Number.isSafeInteger(number) ? Number(number) : null;
}
