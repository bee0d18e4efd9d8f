import type { ReactNode } from 'react';
import classes from './empty.module.css';

/** Nothing to show, and why. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <p className={classes.title}>{title}</p>
      {children !== undefined && <div>{children}</div>}
    </div>
  );
}
