import type { z } from 'zod';
import type { Localized } from '../language.ts';

/** What the text of a setting may be: how it is parsed, and what to tell when it cannot be. */
export interface SettingType<T> {
  readonly schema: z.ZodType<T, string>;
  /** Ends the sentence «expected: …». */
  readonly expected: Localized<string>;
  /** What was probably meant by a text that cannot be parsed. */
  readonly suggest?: (text: string) => string | undefined;
}

/** Settings stand together in `.env_example` and in the documents by group, in this order. */
export const settingGroups = [
  'amocrm',
  'database',
  'fields',
  'visits',
  'sync',
  'state',
  'http',
  'network',
  'alerts',
  'log',
  'clinics',
] as const;

export type SettingGroup = (typeof settingGroups)[number];

/** One line of the table of settings, with what it is for; parsing, `.env_example` and the documents are made of it. */
export interface Setting<T> extends Localized<string> {
  readonly type: SettingType<T>;
  /** As one would write it into `.env`; absent: there is no value unless somebody gives one. */
  readonly default?: string;
  /** What `.env_example` proposes where that differs from the default; stands there ready, not as a comment. */
  readonly example?: string;
  /** Never shown, and may be given as the file that `NAME_FILE` names. */
  readonly secret?: true;
}

/** Settings by name, each keeping the type of its value and whether it has a default. */
export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** What a table's settings become once parsed. */
export type SettingValues<Table extends SettingTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer T>
    ? Table[Name] extends { readonly default: string }
      ? T
      : T | undefined
    : never;
};
