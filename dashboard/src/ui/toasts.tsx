import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/client.ts';
import { useLanguage } from '../language/use-language.ts';
import { Note } from './note.tsx';
import classes from './toasts.module.css';
import type { Tone } from './tone.ts';

interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly title: string;
  readonly text?: string;
}

interface Teller {
  tell(toast: Omit<Toast, 'id'>): void;
}

const shownMs = 6000;
const TellerContext = createContext<Teller>({ tell: () => {} });

/** Says in a corner, for a few seconds and to screen readers, what came of a press of a button. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const tell = useCallback((toast: Omit<Toast, 'id'>) => {
    const id = performance.now();
    setToasts((shown) => [...shown.slice(-2), { ...toast, id }]);
    setTimeout(() => setToasts((shown) => shown.filter((one) => one.id !== id)), shownMs);
  }, []);
  const teller = useMemo(() => ({ tell }), [tell]);
  return (
    <TellerContext value={teller}>
      {children}
      <div className={classes.toasts} aria-live="polite">
        {toasts.map(({ id, tone, title, text }) => (
          <div key={id} className={classes.toast}>
            <Note tone={tone} title={title}>
              {text}
            </Note>
          </div>
        ))}
      </div>
    </TellerContext>
  );
}

export interface Say {
  done(title: string, text?: string): void;
  failed(error: ApiError): void;
}

export function useToast(): Say {
  const { tell } = useContext(TellerContext);
  const { t } = useTranslation();
  const language = useLanguage();
  return {
    done: (title, text) => tell({ tone: 'good', title, ...(text !== undefined && { text }) }),
    failed: ({ problem }) => {
      const { message, hint } = problem.text[language];
      tell({ tone: 'bad', title: t('common.failed'), text: `${message}. ${hint}` });
    },
  };
}
