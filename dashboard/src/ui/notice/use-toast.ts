import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../language/use-language.ts';

export interface Toast {
  done(title: string, text?: string): void;
  failed(error: ApiError): void;
}

/** Says in a corner, for a few seconds and to screen readers, what came of a press of a button. */
export function useToast(): Toast {
  const { t } = useTranslation();
  const language = useLanguage();
  const show = (color: 'teal' | 'red', title: string, message: string) =>
    notifications.show({
      color,
      title,
      message,
      closeButtonProps: { 'aria-label': t('common.close') },
    });
  return {
    done: (title, text = '') => show('teal', title, text),
    failed: ({ problem }) => {
      const { message, hint } = problem.text[language];
      show('red', t('common.failed'), [message, hint].filter(Boolean).join('. '));
    },
  };
}
