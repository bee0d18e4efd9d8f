import { type ReactNode, useContext, useEffect } from 'react';
import classes from './page.module.css';
import { TabContext, titleMarks } from './tab.ts';

export interface PageProps {
  readonly title: string;
  readonly about?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page below the frame: its heading, what can be done on it, its panels. */
export function Page({ title, about, actions, children }: PageProps) {
  const mark = titleMarks[useContext(TabContext)];
  useEffect(() => {
    document.title = `${mark}${title} · IDENT → amoCRM`;
  }, [title, mark]);
  return (
    <>
      <div className={classes.head}>
        <div>
          <h1 className={classes.title}>{title}</h1>
          {about !== undefined && <p className={classes.about}>{about}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      <div className={classes.body}>{children}</div>
    </>
  );
}
