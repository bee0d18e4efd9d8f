import { ActionIcon, Button } from '@mantine/core';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { Session } from '../../../src/http/api/contract/session.ts';
import { ServiceLineContext } from '../api/service-line.ts';
import { useDo, useRead } from '../api/use-api.ts';
import { useEvents } from '../api/use-events.ts';
import { ClockSkewContext } from '../format/use-now.ts';
import { Icon } from '../ui/icon.tsx';
import { TabContext, tabStateOf, useTabIcon } from '../ui/layout/tab.ts';
import { Loading } from '../ui/notice/loading.tsx';
import { Note } from '../ui/notice/note.tsx';
import { Appearance } from './appearance.tsx';
import { Catch } from './catch.tsx';
import classes from './frame.module.css';
import { Navigation } from './navigation.tsx';
import { Routes } from './routes.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

/** What stands around every page: sections, language, appearance, the line to the service. */
export function Frame({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  const burger = useRef<HTMLButtonElement>(null);
  const isFirst = useRef(true);
  const isConnected = useEvents();
  // Whatever page is shown, the tab tells how things stand.
  const overview = useRead('overview', {}, { everyMs: 60_000 });
  const skew = overview.data === undefined ? 0 : overview.data.now - overview.dataUpdatedAt;
  const tab = tabStateOf(overview.data, isConnected && !overview.isError);
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
          <Link href="/" className={classes.brand ?? ''}>
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
          <Navigation />
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
              <Note tone="warn" title={t('frame.offline')} role="status" />
            </div>
          )}
          <Catch key={location}>
            <Suspense fallback={<Loading />}>
              <ClockSkewContext value={skew}>
                <ServiceLineContext value={isConnected}>
                  <TabContext value={tab}>
                    <Routes />
                  </TabContext>
                </ServiceLineContext>
              </ClockSkewContext>
            </Suspense>
          </Catch>
        </div>
      </main>
    </div>
  );
}
