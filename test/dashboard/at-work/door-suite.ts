import { expect, test } from 'vitest';
import { visit } from '../browser.ts';
import { password } from '../clinic.ts';
import type { Workplace } from './workplace.ts';

export function door(at: () => Workplace): void {
  test('opens for the password, stays shut for another, and shuts again', async () => {
    await using visitor = await visit(at().browser, at().clinic.url);
    const { page, misdeeds } = visitor;
    await page.goto('/runs');
    await page.getByLabel('Пароль', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByRole('alert').getByText('WRONG_PASSWORD').waitFor();
    await page.getByLabel('Пароль', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByRole('heading', { level: 1, name: 'Проходы' }).waitFor();
    await page.getByRole('button', { name: 'Выйти' }).click();
    await page.getByLabel('Пароль', { exact: true }).waitFor();
    await page.reload();
    await page.getByLabel('Пароль', { exact: true }).waitFor();
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  test('speaks Russian or English as the browser asks, and remembers another choice', async () => {
    await using visitor = await visit(at().browser, at().clinic.url, { locale: 'en-US' });
    const { page } = visitor;
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByText('RU', { exact: true }).click();
    await page.getByRole('button', { name: 'Войти' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Войти' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
  });

  test('what is drawn before the script has come has the colours that somebody chose, whatever the system has', async () => {
    await using visitor = await visit(at().browser, at().clinic.url);
    const { page } = visitor;
    await page.route('**/assets/*.js', (route) => route.abort());
    const drawn = async () => {
      await page.goto('/');
      return await page.locator('html').getAttribute('data-mantine-color-scheme');
    };
    for (const [system, chosen, scheme] of [
      ['light', 'dark', 'dark'],
      ['dark', 'light', 'light'],
      ['dark', 'auto', 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme: system });
      await page.addInitScript(`localStorage.setItem('mantine-color-scheme-value', '${chosen}')`);
      expect(await drawn()).toBe(scheme);
    }
  });
}
