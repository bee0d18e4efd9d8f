import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import classes from './tag.module.css';
import type { Tone } from './tone.ts';

export interface TagProps {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly children: ReactNode;
}

/** A state in a word or two. */
export function Tag({ tone = 'quiet', icon, children }: TagProps) {
  return (
    <span className={`${classes.tag} ${classes[tone] ?? ''}`}>
      {icon !== undefined && <Icon name={icon} size={13} />}
      {children}
    </span>
  );
}
