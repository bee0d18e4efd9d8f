import { contactFields } from '../../contact/catalogue.ts';
import type { RejectedRow } from '../../state/rejected.ts';
import type { Messages } from '../locale/messages.ts';

/** Why a row was refused, as a person is told of it. */
export interface RejectedReason {
  readonly code: string;
  /** Name of the field, or of what else of a contact it is about; empty when nobody knows. */
  readonly field: string;
  readonly meaning: string;
  readonly advice: string;
}

export function reasonOf(
  { code, subject }: Pick<RejectedRow, 'code' | 'subject'>,
  text: Messages,
): RejectedReason {
  const { meanings, otherwise } = text.rejected;
  return { code, field: subjectName(subject, text), ...(meanings[code] ?? otherwise) };
}

/** A field's key, `name`, `phones`, `emails`, or the first word of amoCRM's path: what a person calls it. */
export function subjectName(subject: string | null, { items }: Messages): string {
  if (subject === null) return '';
  const field = contactFields.find(({ key }) => key === subject);
  if (field !== undefined) return field.name;
  const { name, phones, emails } = items;
  const others: Readonly<Record<string, string>> = { name, phones, emails };
  return others[subject] ?? subject;
}
