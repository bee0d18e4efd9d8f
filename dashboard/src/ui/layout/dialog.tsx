import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog className={classes.dialog} ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 className={classes.title} id={id}>
        {title}
      </h2>
      <div className={classes.body}>{children}</div>
    </dialog>
  );
}
