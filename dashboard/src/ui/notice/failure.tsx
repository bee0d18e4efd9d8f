import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../../src/http/api/contract/common.ts';
import type { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Note } from './note.tsx';

/** What went wrong and what to do, in the reader's language. */
export function ProblemNote({
  problem,
  title,
  onRetry,
}: {
  readonly problem: Problem;
  /** Before the problem's own words. */
  readonly title?: string;
  readonly onRetry?: () => void;
}) {
  const { t } = useTranslation();
  const { message, hint } = problem.text[useLanguage()];
  return (
    <Note
      tone="bad"
      role="alert"
      title={title ?? message}
      {...(onRetry && {
        actions: (
          <Button variant="default" size="xs" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        ),
      })}
    >
      {title !== undefined && <p>{message}</p>}
      {hint !== '' && <p>{hint}</p>}
      <small>{t('common.code', { code: problem.code })}</small>
    </Note>
  );
}

export function Failure({
  error,
  onRetry,
}: {
  readonly error: ApiError;
  readonly onRetry?: () => void;
}) {
  return <ProblemNote problem={error.problem} {...(onRetry && { onRetry })} />;
}
