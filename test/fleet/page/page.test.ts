import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeInBrowser, launchBrowser, type Visit, visit } from '../../dashboard/browser.ts';
import { FleetGround } from '../fleet-ground.ts';
import { type MachineHere, machineHere } from './machines-here.ts';
import { SiteVisitor } from './site-visitor.ts';

const secret = 'correct horse battery';

describeInBrowser('the page of a fleet', () => {
  let ground: FleetGround;
  let machine: MachineHere;
  let browser: Browser;

  beforeAll(async () => {
    ground = await FleetGround.make();
    const clinics = [];
    for (const [at, name] of ['Ромашка', 'Василёк'].entries()) {
      const schema = ['romashka', 'vasilek'][at] ?? '';
      // Of so many one has a value that cannot be read.
      await ground.patients(`${schema}.db`, 120, at + 1);
      const more = at === 1 ? '\n    TIMEZONE: Asia/Vladivostok' : '';
      clinics.push({ name, schema, sandbox: await ground.account(31_000_001 + at), more });
    }
    ground.write(clinics);
    await ground.run('fleet', 'migrate');
    await ground.run('fleet', 'add', 'Ромашка', '--start');
    await ground.run('fleet', 'add', 'Василёк');
    const file = join(ground.folder, 'password.txt');
    writeFileSync(file, secret);
    const add = (...argv: readonly string[]) => ground.run('users', 'add', ...argv, '--file', file);
    await add('Анна', '--role', 'look', '--clinics', 'Ромашка');
    await add('Глеб', '--role', 'fleet');
    machine = await machineHere(ground);
    browser = await launchBrowser();
    const gleb = await SiteVisitor.signedIn(machine.origin, 'Глеб', secret);
    await vi.waitUntil(
      async () => {
        const { clinics: rows } = (await gleb.call(machine.origin, 'clinics')).json;
        return rows.every(({ verdict }: { verdict: string }) =>
          ['attention', 'setup'].includes(verdict),
        );
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  afterAll(async () => {
    await browser?.close();
    await machine?.stop();
    await ground?.[Symbol.asyncDispose]();
  });

  async function signedIn(user: string, viewport = { width: 1280, height: 900 }): Promise<Visit> {
    const opened = await visit(browser, machine.origin, { viewport });
    const { page } = opened;
    await page.goto('/');
    await page.getByLabel('Имя').fill(user);
    await page.getByLabel('Пароль', { exact: true }).fill(secret);
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByRole('heading', { level: 1, name: 'Клиники' }).waitFor();
    await page.getByRole('link', { name: 'Ромашка' }).waitFor();
    return opened;
  }

  const names = (page: Page) => page.locator('tbody td:first-child').allInnerTexts();

  test('lists the clinics, the worst first, and leads to the pages of each and back', async () => {
    await using opened = await signedIn('Глеб');
    const { page, misdeeds } = opened;
    expect(await names(page)).toEqual(['Василёк', 'Ромашка']);
    await page.getByText('требуют внимания: 2').waitFor();
    await page.getByText('120 из 120').waitFor();

    await page.getByRole('link', { name: 'Ромашка' }).click();
    await page.getByText('В amoCRM 120 из 120 пациентов IDENT').waitFor();
    await page.getByRole('link', { name: 'Проходы', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Проходы' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/clinics/romashka/runs');
    await page.getByRole('link', { name: 'Обзор', exact: true }).click();
    await page.getByRole('link', { name: 'Подробности прохода' }).click();
    await page.getByRole('link', { name: 'Скачать CSV' }).waitFor();
    const csv = await page.getByRole('link', { name: 'Скачать CSV' }).getAttribute('href');
    expect(csv).toMatch(/^\/api\/clinics\/romashka\/runs\/\d+\/findings\.csv/);

    await page.getByRole('link', { name: 'Все клиники' }).click();
    await page.getByRole('link', { name: 'Василёк' }).click();
    // Each clinic is another page: nothing of the one before stays.
    await page.getByText('Первая загрузка ждёт вашего «Начать»').first().waitFor();
    expect(await page.getByText('В amoCRM 120 из 120').count()).toBe(0);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  test('the table of visits that were counted in a clinic is that clinic’s', async () => {
    await using opened = await signedIn('Глеб');
    const { page } = opened;
    await page.goto('/clinics/romashka/visits');
    await page.getByRole('button', { name: 'Посчитать' }).click();
    const csv = await page.getByRole('link', { name: 'Скачать CSV' }).getAttribute('href');
    expect(csv).toMatch(/^\/api\/clinics\/romashka\/visits\/cohort\.csv/);
  });

  test('a pause and its end on the page of one clinic are done, and told by name', async () => {
    await using opened = await signedIn('Глеб');
    const { page } = opened;
    await page.goto('/clinics/romashka');
    await page.getByRole('button', { name: 'Пауза' }).click();
    await page.getByRole('button', { name: 'Продолжить' }).first().waitFor();
    await page.getByRole('link', { name: 'Все клиники' }).click();
    await page.getByText('Перенос на паузе').first().waitFor();
    await page.goto('/clinics/romashka');
    await page.getByRole('button', { name: 'Продолжить' }).first().click();
    await page.getByRole('button', { name: 'Пауза' }).waitFor();
    await page.goto('/clinics/romashka/actions');
    await page.getByText('Глеб').first().waitFor();
  });

  test('who has to do with one clinic sees that one, no button that would be refused, and no other by its address', async () => {
    await using opened = await signedIn('Анна');
    const { page } = opened;
    expect(await names(page)).toEqual(['Ромашка']);
    expect(await page.getByRole('link', { name: 'Машины' }).count()).toBe(0);
    await page.goto('/clinics/vasilek');
    await page.getByText('Нет клиники с таким именем').waitFor();
    await page.goto('/clinics/romashka');
    await page.getByText('В amoCRM 120 из 120 пациентов IDENT').waitFor();
    expect(await page.getByRole('button', { name: 'Пауза' }).count()).toBe(0);
  });

  test('machines and actions of the fleet are there for its role, and nothing reaches beyond a phone’s edge', async () => {
    await using opened = await signedIn('Глеб', { width: 360, height: 800 });
    const { page, misdeeds } = opened;
    const pages = [
      ['/', 'Клиники', 'Ромашка'],
      ['/machines', 'Машины', 'работает'],
      ['/fleet-actions', 'Действия в парке', 'новый пользователь'],
      ['/clinics/vasilek/setup', 'Подключение', 'База IDENT'],
    ] as const;
    for (const [path, heading, text] of pages) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.getByText(text).first().waitFor();
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect([path, width]).toEqual([path, 360]);
    }
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });
});
