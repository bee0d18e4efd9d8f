import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const hasBrowser = existsSync(executablePath);

if (!hasBrowser) {
  console.warn(
    `The dashboard is not tested in a browser: ${executablePath} is missing (apt-get install chromium, or set CHROMIUM_PATH).`,
  );
}

/** Tests that need a browser; where there is none they are skipped, and it is said. */
export const describeInBrowser = describe.skipIf(!hasBrowser);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Containers give /dev/shm 64 MB and no user namespaces.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** What a page did that it must not do: errors on its console, and requests to anywhere else. */
export interface Misdeeds {
  readonly errors: string[];
  readonly foreign: string[];
}

export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly misdeeds: Misdeeds;
}

export type VisitOptions = Pick<BrowserContextOptions, 'locale' | 'viewport' | 'storageState'>;

/** A person's browser on the dashboard at `url`, watched. */
export async function visit(
  browser: Browser,
  url: string,
  { locale = 'ru-RU', ...options }: VisitOptions = {},
): Promise<Visit> {
  // Nothing moves, so that nothing is looked at halfway.
  const motion = { reducedMotion: 'reduce' } as const;
  const context = await browser.newContext({ baseURL: url, locale, ...motion, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const misdeeds: Misdeeds = { errors: [], foreign: [] };
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    // The browser itself says so of each answer that is no success; wrong passwords are among them.
    if (message.text().startsWith('Failed to load resource')) return;
    misdeeds.errors.push(message.text());
  });
  page.on('pageerror', (error) => misdeeds.errors.push(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== url) misdeeds.foreign.push(request.url());
  });
  return { page, misdeeds, [Symbol.asyncDispose]: () => context.close() };
}
