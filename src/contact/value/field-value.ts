import type { ExtraFields } from '../model/field-choice.ts';
import type { Read } from '../model/patient.ts';
import type { ContactFieldType } from '../model/table.ts';
import { isCalendarDate } from './dates.ts';
import { decimal } from './decimal.ts';
import { cleanText, cut, singleLine, textareaLimit, textLimit } from './text.ts';
import type { ZoneClock } from './zone-clock.ts';

/** Something worth telling about a patient's data, without the data. */
export interface ShapeWarning {
  readonly code:
    | ('text-cut' | 'name-cut' | 'phone-unparsed' | 'unreadable' | 'left-out')
    /** Whether a patient consents to mailings, or which of his plans is followed, IDENT leaves open. */
    | ('consent-unknown' | 'several-plans');
  /** Field key, or `name`, `phones`, `emails`, `parent`. */
  readonly subject: string;
}

/**
 * A field's value in canonical form; its type follows from {@link ContactFieldType}:
 * text/textarea `string` (trimmed, LF, NFC, cut to what the type holds); numeric `string`, an exact decimal without
 * trailing zeros; select `string`, the *option key* (`male`); checkbox `boolean`; date `string`, `YYYY-MM-DD`;
 * date_time `number`, whole seconds since the epoch.
 */
export type FieldValue = string | number | boolean;

/** What shaping a patient needs to know besides the patient. */
export interface ShapeContext {
  /** The clinic's zone. */
  readonly clock: Pick<ZoneClock, 'instant'>;
  /** The clinic's present calendar date, `YYYY-MM-DD`: ages are counted on it. */
  readonly today: string;
  /** Fields that were asked for besides those of each contact. */
  readonly extra?: ExtraFields | undefined;
}

/** What a patient's property is before it is shaped: `date` and `date_time` as calendar date and wall clock. */
export type RawValue = string | number | boolean;

/**
 * A raw value in the canonical form of its type. One that the type cannot hold is unknown, not empty (`undefined`, with
 * a warning), so that amoCRM keeps what it has.
 */
export function fieldValue(
  type: ContactFieldType,
  raw: Read<RawValue>,
  context: ShapeContext,
  warn: (code: ShapeWarning['code']) => void,
): Read<FieldValue> {
  if (raw === undefined || raw === null) return raw;
  switch (type) {
    case 'text':
      return limited(singleLine(String(raw)), textLimit, warn);
    case 'textarea':
      return limited(cleanText(String(raw)), textareaLimit, warn);
    case 'numeric':
      return readable(typeof raw === 'boolean' ? null : decimal(raw), warn);
    case 'date':
      return readable(typeof raw === 'string' && isCalendarDate(raw) ? raw : null, warn);
    case 'date_time':
      return readable(moment(String(raw), context.clock), warn);
    case 'select':
    case 'checkbox':
      return raw;
  }
}

function limited(text: string | null, limit: number, warn: (code: 'text-cut') => void) {
  if (text === null || text.length <= limit) return text;
  warn('text-cut');
  return cut(text, limit);
}

function readable<T>(value: T | null, warn: (code: 'unreadable') => void): T | undefined {
  if (value !== null) return value;
  warn('unreadable');
  return undefined;
}

function moment(wallClock: string, clock: ShapeContext['clock']): number | null {
  try {
    return clock.instant(wallClock);
  } catch {
    // The error would quote the value.
    return null;
  }
}
