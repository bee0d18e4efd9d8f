import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Workplace } from './workplace.ts';

export function cohort(at: () => Workplace): void {
  test('bookings of a period are counted by a click, shown by branch, and taken along as a table', async () => {
    await using visitor = await at().visit();
    const { page } = visitor;
    await page.goto('/visits');
    const panel = page.getByRole('region', { name: 'Записи за период' });
    await panel.getByLabel('Внесены с').fill('2026-04-01');
    await panel.getByLabel('По день').fill('2026-05-31');
    await panel.getByRole('button', { name: 'Посчитать' }).click();
    await panel.getByText('Внесены 1 апр. 2026 г. – 31 мая 2026 г.').waitFor();
    const steps = panel.getByRole('table', { name: 'Путь записей' });
    const booked = await steps.getByRole('row', { name: /^Записано/ }).innerText();
    expect(booked).toMatch(/[1-9]/);
    await panel.getByText('Сделок создано в amoCRM').waitFor();
    await panel.getByText('Записи без пациента').waitFor();
    await panel.getByText('не видно (OrderPaymentsJournal)').waitFor();
    await panel.getByText('По филиалу').click();
    await panel
      .getByRole('table', { name: 'Филиал' })
      .getByRole('row', { name: /^Главный филиал/ })
      .waitFor();
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('link', { name: 'Скачать CSV' }).click(),
    ]);
    expect(table.suggestedFilename()).toBe('ident-amocrm-visits-2026-04-01-2026-05-31.csv');
    expect(readFileSync(await table.path(), 'utf8')).toContain('Филиал;Главный филиал;');

    // Who looks later sees the same, and days that are no period are told as such.
    await page.reload();
    await panel.getByText('Внесены 1 апр. 2026 г. – 31 мая 2026 г.').waitFor();
    await panel.getByLabel('Внесены с').fill('2020-04-01');
    await panel.getByRole('button', { name: 'Посчитать' }).click();
    await panel.getByText('Так период не посчитать.').waitFor();
  });
}
