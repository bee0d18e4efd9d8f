import type { ReactNode } from 'react';
import { Icon, type IconName } from '../icon.tsx';
import type { Tone } from '../tone.ts';
import classes from './note.module.css';

export interface NoteProps {
  readonly tone?: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** `alert`: said at once by screen readers. */
  readonly role?: 'alert' | 'status';
}

const icons: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  warn: 'warning',
  bad: 'warning',
  info: 'info',
  quiet: 'info',
};

/** Something that a reader should know, and what to do about it. */
export function Note({ tone = 'quiet', title, children, actions, role }: NoteProps) {
  return (
    <div className={`${classes.note} ${classes[tone] ?? ''}`} {...(role && { role })}>
      <span className={classes.icon}>
        <Icon name={icons[tone]} size={20} />
      </span>
      <div className={classes.body}>
        <p className={classes.title}>{title}</p>
        {children !== undefined && <div className={classes.text}>{children}</div>}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
