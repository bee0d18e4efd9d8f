import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../api/use-api.ts';
import { Note } from '../../../ui/notice/note.tsx';
import stepClasses from '../step/step.module.css';
import { AmoForm } from './amo-form.tsx';
import { DatabaseForm } from './database-form.tsx';
import { PasswordForm } from './password-form.tsx';

/** The same form beside the running service: shown when it is asked for, and only where the settings may be changed. */
export function Change({ what }: { readonly what: 'database' | 'amocrm' }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const form = useRead('setUpForm', {});
  if (form.data === undefined || !form.data.editable || form.data.isSample[what]) return null;
  if (!isOpen) {
    return (
      <div className={stepClasses.buttons}>
        <Button variant="subtle" onClick={() => setOpen(true)}>
          {t(`setup.form.change.${what}`)}
        </Button>
      </div>
    );
  }
  if (!form.data.done.password) {
    return (
      <>
        <Note tone="info" title={t('setup.form.passwordFirst')} />
        <PasswordForm />
      </>
    );
  }
  return what === 'database' ? (
    <DatabaseForm setUp={form.data} isNext={false} />
  ) : (
    <AmoForm setUp={form.data} isNext={false} />
  );
}
