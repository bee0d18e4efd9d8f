import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import { sqlBrowser } from '../../support/sql-server/sql-browser.ts';
import { describeInBrowser, launchBrowser, visit } from '../browser.ts';
import { Clinic } from '../clinic.ts';
import { standingOut } from '../standing-out.ts';

const patients = 300;

describeInBrowser('the first start', () => {
  let clinic: Clinic;
  let browser: Browser;
  beforeAll(async () => {
    [clinic, browser] = await Promise.all([
      Clinic.open({ patients, isNew: true }),
      launchBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await clinic?.[Symbol.asyncDispose]();
  });

  test('from the one-time link to everybody in amoCRM, without a terminal', async () => {
    await using visitor = await visit(browser, clinic.url);
    const { page, misdeeds } = visitor;
    const link = /http:\S+\/sign-in#token=\S+/.exec(clinic.said())?.[0] ?? '';
    await page.goto(link);
    await page.getByRole('link', { name: 'Перейти к подключению' }).click();
    expect(page.url()).not.toContain('token');

    const step = (name: string) => page.getByRole('region', { name });
    await expect.poll(() => standingOut(page), { timeout: 10_000 }).toEqual(['Проверить базу']);
    await step('База IDENT').getByRole('button', { name: 'Проверить базу' }).click();
    await step('База IDENT').getByText('База отвечает').waitFor();
    expect(await step('База IDENT').innerText()).toMatch(/Пациентов\s+300/);

    await step('amoCRM').getByRole('button', { name: 'Подключить amoCRM' }).click();
    await page.getByRole('button', { name: 'Разрешить' }).click();
    await page.getByRole('link').first().click();
    await step('amoCRM').getByRole('button', { name: 'Подключить заново' }).waitFor();
    await step('amoCRM').getByRole('button', { name: 'Проверить amoCRM' }).click();
    await step('amoCRM').getByText('Стоматология «Песочница»').waitFor();

    await step('Поля контакта').getByRole('button', { name: 'Создать недостающие' }).click();
    await step('Поля контакта')
      .getByText(`Готовы ${contactFields.length} из ${contactFields.length}`)
      .waitFor();

    await expect.poll(() => standingOut(page), { timeout: 10_000 }).toEqual(['Составить план']);
    await step('План и начало').getByRole('button', { name: 'Составить план' }).click();
    const plan = page.getByTestId('plan');
    await plan.waitFor();
    expect(await plan.innerText()).toMatch(/Будет создано\s+300/);
    expect(clinic.sandbox.crm.contacts()).toHaveLength(0);
    await expect
      .poll(() => standingOut(page), { timeout: 10_000 })
      .toEqual(['Начать первую загрузку']);

    // Slow enough to be watched.
    clinic.sandbox.manners.latencyMs = 400;
    await step('План и начало').getByRole('button', { name: 'Начать первую загрузку' }).click();
    await page.getByText('Идёт первая загрузка').waitFor();
    await page.getByTestId('pass-done').getByText('из 300').waitFor();
    clinic.sandbox.manners.latencyMs = 0;
    // The sample has days of birth that are no days: they are told.
    await page.getByText('Не все значения IDENT читаются').waitFor();
    expect(clinic.sandbox.crm.contacts()).toHaveLength(patients);
    expect(misdeeds.errors).toEqual([]);
    // Only where amoCRM itself was opened.
    const { url } = clinic.sandbox;
    expect(misdeeds.foreign.filter((address) => !address.startsWith(url))).toEqual([]);
  });

  test('the link works once', async () => {
    await using visitor = await visit(browser, clinic.url);
    const { page } = visitor;
    await page.goto(/http:\S+\/sign-in#token=\S+/.exec(clinic.said())?.[0] ?? '');
    await page.getByRole('alert').getByText('SIGN_IN_LINK_VOID').waitFor();
    await page.getByText('Пароль ещё не задан').waitFor();
  });
});

describeInBrowser('a first start before a SQL Server that the settings miss', () => {
  test('shows which instances its machine has, and what to write into the settings', async () => {
    const host = '127.0.0.86';
    await sqlBrowser(host, { SQLEXPRESS: 1433, PZSQLSERVER: 49_172 });
    await using clinic = await Clinic.open({
      isNew: true,
      env: {
        ...{ DB_CLIENT: 'mssql', DB_FILE: '', DB_HOST: `${host},1`, DB_NAME: 'IDENT' },
        ...{ DB_USER: 'reader', DB_PASSWORD: 'x', DB_CONNECTION_TIMEOUT: '5' },
      },
    });
    const browser = await launchBrowser();
    try {
      await using visitor = await visit(browser, clinic.url);
      const { page } = visitor;
      await page.goto(/http:\S+\/sign-in#token=\S+/.exec(clinic.said())?.[0] ?? '');
      await page.getByRole('link', { name: 'Перейти к подключению' }).click();
      const step = page.getByRole('region', { name: 'База IDENT' });
      await step.getByText('экземпляром PZSQLSERVER с базой PZ').waitFor();
      await step.getByRole('button', { name: 'Проверить базу' }).click();
      await step.getByText(`Впишите DB_HOST=${host}\\PZSQLSERVER и DB_NAME=PZ`).waitFor();
      expect(await step.innerText()).toContain('SQLEXPRESS (1433), PZSQLSERVER (49172)');
      expect(await step.innerText()).toContain('IDENT_UNREACHABLE');
    } finally {
      await browser.close();
    }
  });
});
