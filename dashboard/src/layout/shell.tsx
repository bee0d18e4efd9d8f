import { ActionIcon, Button } from '@mantine/core';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { Session } from '../../../src/http/api/contract/session.ts';
import { ServiceLineContext } from '../api/service-line.ts';
import { useDo } from '../api/use-api.ts';
import { ClockSkewContext } from '../format/use-now.ts';
import { Icon } from '../ui/icon.tsx';
import { TabContext, type TabState, useTabIcon } from '../ui/layout/tab.ts';
import { Loading } from '../ui/notice/loading.tsx';
import { Note } from '../ui/notice/note.tsx';
import { Appearance } from './appearance.tsx';
import { Catch } from './catch.tsx';
import classes from './frame.module.css';
import { useKeptFocus } from './use-kept-focus.ts';

export interface ShellProps {
  readonly session: Session;
  /** Above the sections, where they are a part of something larger. */
  readonly above?: ReactNode;
  readonly navigation: ReactNode;
  /** Whether the service is heard, and what is said where it is not. */
  readonly isConnected: boolean;
  readonly unheard: string;
  /** How far the service's clock is ahead of the browser's, ms. */
  readonly skew: number;
  readonly tab: TabState;
  /** The pages. */
  readonly children: ReactNode;
}

/** What stands around every page: sections, language, appearance, the line to the service. */
export function Shell({
  session,
  above,
  navigation,
  isConnected,
  unheard,
  skew,
  tab,
  children,
}: ShellProps) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  const burger = useRef<HTMLButtonElement>(null);
  const isFirst = useRef(true);
  useTabIcon(tab);
  useKeptFocus(content);
  const signOut = useDo('signOut', { outdates: ['session'] });

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the page changes
  useEffect(() => {
    setMenuOpen(false);
    // A screen reader begins at the new page; the first one is announced by the browser.
    if (!isFirst.current) content.current?.focus();
    isFirst.current = false;
  }, [location]);

  useEffect(() => {
    if (!isMenuOpen) return;
    const close = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setMenuOpen(false);
      // The link that had the focus is gone.
      burger.current?.focus();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [isMenuOpen]);

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        {t('frame.skip')}
      </a>
      <header className={classes.side}>
        <div className={classes.bar}>
          <Link href="~/" className={classes.brand ?? ''}>
            <img src="/icon.svg" alt="" width={28} height={28} />
            {t('frame.product')}
          </Link>
          <ActionIcon
            className={classes.burger}
            ref={burger}
            variant="subtle"
            size="lg"
            aria-label={t(isMenuOpen ? 'frame.closeMenu' : 'frame.openMenu')}
            aria-expanded={isMenuOpen}
            aria-controls="menu"
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            <Icon name={isMenuOpen ? 'cross' : 'menu'} size={22} />
          </ActionIcon>
        </div>
        <div className={classes.menu} id="menu" data-open={isMenuOpen}>
          {above}
          {navigation}
          <div className={classes.foot}>
            <Appearance />
            <Button
              variant="subtle"
              justify="flex-start"
              leftSection={<Icon name="leave" />}
              loading={signOut.isPending}
              onClick={() => signOut.mutate({})}
            >
              {t('frame.signOut')}
            </Button>
            {session.user !== null && session.user !== 'operate' && (
              <span className={classes.version}>
                {t('frame.user', {
                  user: session.user,
                  role: t(`frame.roles.${session.role ?? 'look'}`),
                })}
              </span>
            )}
            <span className={classes.version}>
              {t('frame.version', { version: session.version })}
            </span>
          </div>
        </div>
      </header>
      <main className={classes.main}>
        <div className={classes.content} id="content" tabIndex={-1} ref={content}>
          {!isConnected && (
            <div className={classes.offline}>
              <Note tone="warn" title={unheard} role="status" />
            </div>
          )}
          <Catch key={location}>
            <Suspense fallback={<Loading />}>
              <ClockSkewContext value={skew}>
                <ServiceLineContext value={isConnected}>
                  <TabContext value={tab}>{children}</TabContext>
                </ServiceLineContext>
              </ClockSkewContext>
            </Suspense>
          </Catch>
        </div>
      </main>
    </div>
  );
}
