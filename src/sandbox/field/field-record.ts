/** What has custom fields here: amoCRM's own names. */
export type Entity = 'contacts' | 'leads';

/** The types that the sandbox can create; amoCRM has more, for things that no clinic syncs. */
const creatableTypes = [
  'text',
  'numeric',
  'checkbox',
  'select',
  'multiselect',
  'date',
  'url',
  'textarea',
  'radiobutton',
  'streetaddress',
  'smart_address',
  'birthday',
  'date_time',
] as const;

/** `multitext` stands only in the predefined PHONE and EMAIL. */
export type FieldType = (typeof creatableTypes)[number] | 'multitext';

export const isCreatable = (type: unknown): type is FieldType =>
  (creatableTypes as readonly unknown[]).includes(type);

/** Types whose values are chosen from a list. */
export const isChoice = (type: FieldType): boolean =>
  type === 'select' || type === 'multiselect' || type === 'radiobutton';

export interface EnumRecord {
  readonly id: number;
  readonly value: string;
  readonly sort: number;
  readonly code: string | null;
}

export interface FieldRecord {
  readonly id: number;
  readonly name: string;
  readonly type: FieldType;
  readonly code: string | null;
  readonly sort: number;
  readonly isApiOnly: boolean;
  readonly isPredefined: boolean;
  readonly groupId: string | null;
  readonly remind: string | null;
  readonly enums: readonly EnumRecord[];
}
