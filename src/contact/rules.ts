import { contactFields } from './catalogue.ts';
import { emailsRule } from './emails.ts';
import { nameRule } from './names.ts';
import { phonesRule } from './phones.ts';

/** The version of each rule, as it stands beside the rule itself; what an older state does not name is 1. */
export const ruleVersions: Readonly<Record<string, number>> = Object.fromEntries([
  ...contactFields.map(({ key, rule }) => [key, rule] as const),
  ['name', nameRule] as const,
  ['phones', phonesRule] as const,
  ['emails', emailsRule] as const,
]);
