import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../ui/notice/note.tsx';

interface CatchState {
  readonly hasFailed: boolean;
}

/** A page that breaks breaks alone: a new version on the server as a rule, whose old parts are gone. */
export class Catch extends Component<{ readonly children: ReactNode }, CatchState> {
  override state: CatchState = { hasFailed: false };

  static getDerivedStateFromError(): CatchState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <Note
      tone="bad"
      role="alert"
      title={t('frame.broken')}
      actions={
        <Button variant="default" onClick={() => location.reload()}>
          {t('frame.reload')}
        </Button>
      }
    >
      {t('frame.brokenHint')}
    </Note>
  );
}
