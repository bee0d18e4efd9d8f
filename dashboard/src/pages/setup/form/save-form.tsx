import { Button, PasswordInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormSaved, SetUpForm } from '../../../../../src/http/api/contract/set-up/form.ts';
import { useDo } from '../../../api/use-api.ts';
import { Failure } from '../../../ui/notice/failure.tsx';
import { Note } from '../../../ui/notice/note.tsx';
import { submitted } from '../../../ui/submitted.ts';
import stepClasses from '../step/step.module.css';
import classes from './form.module.css';
import { FormResult } from './form-result.tsx';
import { useNewBeginning } from './use-new-beginning.ts';
import type { FormState } from './use-set-up-form.ts';

interface SaveFormProps {
  readonly route: 'saveDatabase' | 'saveAmo';
  readonly setUp: SetUpForm;
  readonly form: FormState;
  /** Of the settings that have a field here. */
  readonly names: readonly string[];
  readonly submit: string;
  /** It is this step's turn. */
  readonly isNext: boolean;
  readonly children: (mistakes: FormSaved['mistakes']) => ReactNode;
}

/** Fields, the password once more where the service is at work, one button, and what came of it. */
export function SaveForm(props: SaveFormProps) {
  const { route, setUp, form, names, submit, isNext, children } = props;
  const { t } = useTranslation();
  const [confirm, setConfirm] = useState('');
  const begins = useNewBeginning();
  const save = useDo(route, {
    outdates: ['setUpForm', 'setup'],
    onDone: ({ saved, goesOn }) => {
      setConfirm('');
      if (saved) form.forget();
      if (goesOn) begins.wait();
    },
  });
  const onSubmit = submitted(() => {
    if (setUp.confirms && confirm === '') return;
    const { values } = form;
    save.mutate({ body: { values, ...(setUp.confirms && { confirm }) } });
  });
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      {children(save.data?.mistakes ?? [])}
      {setUp.confirms && (
        <PasswordInput
          label={t('setup.form.confirm')}
          description={t('setup.form.confirmHint')}
          autoComplete="current-password"
          required
          value={confirm}
          onChange={(event) => setConfirm(event.currentTarget.value)}
        />
      )}
      {save.error && <Failure error={save.error} />}
      {save.data && <FormResult result={save.data} fields={names} />}
      {begins.isWaiting && <Note tone="info" title={t('setup.form.begins')} role="status" />}
      <div className={stepClasses.buttons}>
        <Button
          type="submit"
          variant={isNext ? 'filled' : 'default'}
          loading={save.isPending || begins.isWaiting}
        >
          {submit}
        </Button>
      </div>
    </form>
  );
}
