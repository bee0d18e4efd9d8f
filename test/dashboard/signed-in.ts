import type { Browser } from 'playwright-core';
import { type Visit, type VisitOptions, visit } from './browser.ts';
import { type Clinic, password } from './clinic.ts';

export type StorageState = NonNullable<Exclude<VisitOptions['storageState'], string>>;

/** Signs in once; each test then visits with that session, in a browser context of its own. */
export async function signIn(browser: Browser, { url }: Clinic): Promise<StorageState> {
  const context = await browser.newContext({ baseURL: url, locale: 'ru-RU' });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('Пароль', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Войти' }).click();
  await page.getByRole('heading', { level: 1, name: 'Обзор' }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

export function visitSignedIn(
  browser: Browser,
  { url }: Clinic,
  storageState: StorageState,
  options: VisitOptions = {},
): Promise<Visit> {
  return visit(browser, url, { storageState, ...options });
}
