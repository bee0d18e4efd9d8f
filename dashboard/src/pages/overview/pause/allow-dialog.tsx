import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDo } from '../../../api/use-api.ts';
import { useFormat } from '../../../format/use-format.ts';
import { Dialog } from '../../../ui/layout/dialog.tsx';
import classes from '../../../ui/layout/form.module.css';
import { Failure } from '../../../ui/notice/failure.tsx';
import { useToast } from '../../../ui/notice/use-toast.ts';
import { submitted } from '../../../ui/submitted.ts';

export interface AllowDialogProps {
  readonly allow: number;
  /** Of several: those that the word is for. */
  readonly databases: readonly string[];
  readonly onClose: () => void;
}

/** A mass change is allowed by writing its number: nobody does that without reading it (I9). */
export function AllowDialog({ allow, databases, onClose }: AllowDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const toast = useToast();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const runNow = useDo('runNow', {
    outdates: ['overview'],
    onDone: () => {
      toast.done(t('overview.guard.allowed'));
      onClose();
    },
  });
  const submit = submitted(() => {
    const isRight = typed.trim() === String(allow);
    setWrong(!isRight);
    if (isRight) runNow.mutate({ body: { kind: 'deep', allowed: allow } });
  });
  return (
    <Dialog title={t('overview.guard.dialog')} onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <p>{t('overview.guard.asks', { shown: format.number(allow), number: allow })}</p>
        {databases.length > 0 && (
          <p>{t('overview.guard.of', { databases: databases.join(', ') })}</p>
        )}
        <TextInput
          label={t('overview.guard.number')}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          error={isWrong && t('overview.guard.mismatch', { number: allow })}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {runNow.error && <Failure error={runNow.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" color="red" loading={runNow.isPending}>
            {t('overview.guard.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
