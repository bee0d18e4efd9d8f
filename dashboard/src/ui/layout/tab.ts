import { createContext, useEffect } from 'react';
import type { ClinicListRow } from '../../../../src/http/api/contract/fleet.ts';

/** How things stand, as a tab tells it that nobody looks at. */
export type TabState = 'well' | 'trouble' | 'unknown';

/**
 * Trouble in any of the clinics is trouble.
 *
 * @param isConnected the service is heard, and answered when it was asked last
 */
export function tabStateOf(
  clinics: readonly { readonly tone: ClinicListRow['tone']; readonly needsPerson: boolean }[],
  isConnected: boolean,
): TabState {
  if (!isConnected) return 'unknown';
  const isTrouble = clinics.some(
    ({ tone, needsPerson }) => tone === 'bad' || (tone === 'warn' && needsPerson),
  );
  return isTrouble ? 'trouble' : 'well';
}

const icons: Readonly<Record<TabState, string>> = {
  well: '/icon.svg',
  trouble: '/icon-trouble.svg',
  unknown: '/icon-unknown.svg',
};

export const titleMarks: Readonly<Record<TabState, string>> = {
  well: '',
  trouble: '⚠ ',
  unknown: '? ',
};

/** What the frame knows, for the page that writes the title. */
export const TabContext = createContext<TabState>('well');

/** The picture in the browser's tab. */
export function useTabIcon(state: TabState): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    link?.setAttribute('href', icons[state]);
  }, [state]);
}
