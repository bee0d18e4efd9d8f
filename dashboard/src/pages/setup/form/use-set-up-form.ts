import { useState } from 'react';
import type { SetUpForm } from '../../../../../src/http/api/contract/set-up/form.ts';

export type FieldState = SetUpForm['fields'][string];

export interface FormState {
  field(name: string): FieldState;
  value(name: string): string;
  change(name: string, value: string): void;
  /** Whether somebody else's word holds, which the page does not change. */
  isFixed(name: string): boolean;
  isChanged(name: string): boolean;
  /** What goes to the service. */
  readonly values: Readonly<Record<string, string>>;
  /** Secrets are not kept in the page longer than they are needed. */
  forget(): void;
}

const unset: FieldState = { value: null, isSet: false, given: 'unset' };

/** @param proposals what stands in a field that nobody has filled in yet */
export function useSetUpForm(
  form: SetUpForm,
  names: readonly string[],
  proposals: Readonly<Record<string, string>> = {},
): FormState {
  const [edited, setEdited] = useState<Readonly<Record<string, string>>>({});
  const field = (name: string) => form.fields[name] ?? unset;
  const isFixed = (name: string) => ['environment', 'file'].includes(field(name).given);
  const before = (name: string) => {
    const { given, value } = field(name);
    return given === 'default' || given === 'unset'
      ? (proposals[name] ?? value ?? '')
      : (value ?? '');
  };
  const value = (name: string) => edited[name] ?? before(name);
  return {
    field,
    value,
    isFixed,
    change: (name, text) => setEdited((known) => ({ ...known, [name]: text })),
    isChanged: (name) => value(name) !== (field(name).value ?? ''),
    values: Object.fromEntries(
      names.filter((name) => !isFixed(name)).map((name) => [name, value(name)]),
    ),
    forget: () => setEdited({}),
  };
}
