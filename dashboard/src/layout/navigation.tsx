import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useRead } from '../api/use-api.ts';
import { useMayOperate } from '../api/use-may.ts';
import { useFormat } from '../format/use-format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import classes from './frame.module.css';

const sections = [
  { path: '/', name: 'overview', icon: 'overview' },
  { path: '/runs', name: 'runs', icon: 'runs' },
  { path: '/patients', name: 'patients', icon: 'patient' },
  // Wherever receptions can be read, deals or not; where they cannot the page says so.
  { path: '/visits', name: 'visits', icon: 'visits' },
  { path: '/rejected', name: 'rejected', icon: 'rejected' },
  { path: '/fields', name: 'fields', icon: 'fields' },
  { path: '/setup', name: 'setup', icon: 'setup' },
  { path: '/settings', name: 'settings', icon: 'settings' },
  { path: '/actions', name: 'actions', icon: 'actions' },
] as const satisfies readonly { path: string; name: string; icon: IconName }[];

/** A longer number has no room beside the section's name. */
const mostShown = 999;

export function Navigation() {
  const { t } = useTranslation();
  const mayOperate = useMayOperate();
  const format = useFormat();
  const rejected = useRead('overview', {}).data?.rejected.count ?? 0;
  return (
    <Sections
      sections={sections
        .filter(({ name }) => name !== 'setup' || mayOperate)
        .map(({ name, ...section }) => ({
          ...section,
          title: t(`pages.${name}`),
          mark: name === 'rejected' && rejected > 0 && (
            <span className={classes.count} title={format.number(rejected)}>
              {rejected > mostShown ? `${mostShown}+` : rejected}
            </span>
          ),
        }))}
    />
  );
}

export interface Section {
  readonly path: string;
  readonly icon: IconName;
  readonly title: string;
  readonly mark?: ReactNode;
}

/** Where one can go from here. */
export function Sections({ sections: all }: { readonly sections: readonly Section[] }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  return (
    <nav aria-label={t('frame.navigation')}>
      <ul className={classes.nav}>
        {all.map(({ path, icon, title, mark }) => {
          const isHere = path === '/' ? location === '/' : location.startsWith(path);
          return (
            <li key={path}>
              <Link
                href={path}
                className={classes.link ?? ''}
                {...(isHere ? { 'aria-current': 'page' as const } : {})}
              >
                <Icon name={icon} />
                {title}
                {mark}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
