import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FormSaved } from '../../../../../src/http/api/contract/set-up/form.ts';
import { useLanguage } from '../../../language/use-language.ts';
import type { FormState } from './use-set-up-form.ts';

interface SettingFieldProps {
  readonly form: FormState;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly isSecret?: boolean;
  /** A list to choose from. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly mistakes: FormSaved['mistakes'];
  /** What the secret is for has changed: the one that is kept does not do any more. */
  readonly isVoid?: boolean;
}

/** One setting, where its value comes from, and what is wrong with it. */
export function SettingField(props: SettingFieldProps) {
  const { form, name, label, hint, isSecret = false, options, mistakes, isVoid = false } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const { given, isSet } = form.field(name);
  const isFixed = form.isFixed(name);
  const mistake = mistakes.find((one) => one.name === name || one.name === `${name}_FILE`);
  const source = isFixed
    ? t(`setup.form.given.${given === 'file' ? 'file' : 'environment'}`, { name })
    : hint;
  const isKept = isSecret && isSet && !isFixed;
  const shared = {
    label,
    value: isFixed && isSecret ? '' : form.value(name),
    disabled: isFixed,
    description: isKept ? t(isVoid ? 'setup.form.void' : 'setup.form.kept') : source,
    placeholder: isKept && !isVoid ? '••••••••' : '',
    error: mistake && `${mistake.problem[language]}. ${mistake.fix[language]}`,
  };
  const onChange = (event: { readonly currentTarget: { readonly value: string } }) =>
    form.change(name, event.currentTarget.value);
  if (isSecret) return <PasswordInput {...shared} autoComplete="off" onChange={onChange} />;
  if (options !== undefined) {
    const { placeholder: _, ...select } = shared;
    return <NativeSelect {...select} data={[...options]} onChange={onChange} />;
  }
  return <TextInput {...shared} autoComplete="off" spellCheck={false} onChange={onChange} />;
}
