import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import type { Visit } from '../browser.ts';
import { canary, watchForCanary } from '../canary.ts';
import type { Clinic } from '../clinic.ts';
import type { Workplace } from './workplace.ts';

export function dailyWork(at: () => Workplace): void {
  let clinic: Clinic;
  let page: Page;
  let visitor: Visit;
  // One browser for the whole day, as people have it.
  beforeAll(async () => {
    ({ clinic } = at());
    visitor = await at().visit();
    ({ page } = visitor);
  });
  afterEach(() => {
    expect(visitor.misdeeds).toEqual({ errors: [], foreign: [] });
  });
  afterAll(async () => {
    await visitor?.[Symbol.asyncDispose]();
  });

  const verdict = (text: string) =>
    page.locator('[data-verdict]').getByText(text, { exact: true }).waitFor();
  const sides = () => page.getByRole('table', { name: /^Что стоит в IDENT/ });
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  test('a person pauses and resumes', async () => {
    await page.goto('/');
    await verdict('Всё в порядке');
    // By keyboard: the focus stays where the button was.
    const focused = (name: string) => page.locator('button:focus').getByText(name).waitFor();
    await page.getByRole('button', { name: 'Пауза', exact: true }).press('Enter');
    await verdict('Перенос на паузе');
    await focused('Продолжить');
    await page
      .getByText(/^Паузу поставил человек/)
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await verdict('Всё в порядке');
    await focused('Перенести сейчас');
    await page.goto('/actions');
    await page.getByRole('cell', { name: 'пауза', exact: true }).waitFor();
    await page.getByRole('cell', { name: 'продолжение', exact: true }).waitFor();
  });

  test('a row that amoCRM refuses is listed with what to do, and goes again on retry', async () => {
    const fault = clinic.sandbox.faults.add({
      match: { method: 'PATCH', path: '/api/v4/contacts' },
      times: null,
      fault: { kind: 'reject', where: () => true },
    });
    clinic.editPerson(5, 'City', 'Тула');
    await page.goto('/');
    await press('Перенести сейчас');
    await verdict('amoCRM не принимает некоторых пациентов');
    await page.getByRole('link', { name: 'отклонён 1 пациент' }).first().click();
    const row = page
      .getByRole('row')
      .filter({ hasText: 'такого варианта или значения amoCRM не знает' });
    await row.getByRole('link', { name: '5', exact: true }).waitFor();
    clinic.sandbox.faults.remove(fault);
    await page.getByRole('button', { name: 'Повторить пациента 5' }).click();
    await page.getByText('Отправляем снова 1 пациента').waitFor();
    await page.getByText('Отклонённых нет').waitFor();
    await page.getByRole('link', { name: 'Обзор' }).click();
    await verdict('Всё в порядке');
  });

  test('a patient who has become another person is held, and gets a contact of their own at the press of a button', async () => {
    const withId = () =>
      clinic.sandbox.crm
        .contacts()
        .filter(({ custom_fields_values: fields }) =>
          fields?.some(
            ({ field_name: name, values }) =>
              name === 'ID пациента IDENT' && values[0]?.value === '6',
          ),
        );
    const [before] = withId();
    for (const [column, value] of [
      ['Surname', 'Другова'],
      ['Name', 'Зоя'],
      ['Patronymic', 'Львовна'],
      ['Birthday', '1957-03-04'],
      ['MobilePhone', '+79161234500'],
      ['Phone', ''],
      ['Email', 'zoya@example.org'],
      ['INN', ''],
      ['SNILS', ''],
    ] as const) {
      clinic.editPerson(6, column, value);
    }
    await page.goto('/');
    await press('Перенести сейчас');
    await page.getByRole('link', { name: 'отклонён 1 пациент' }).first().click();
    await page.getByRole('button', { name: 'Это тот же человек: отправить пациента 6' }).waitFor();
    await page
      .getByRole('button', { name: 'Это другой человек: создать пациенту 6 свой контакт' })
      .click();
    await page.getByText('Следующий проход создаст пациенту свой контакт').waitFor();
    await page.getByText('Отклонённых нет').waitFor();
    const [after, ...more] = withId();
    expect(more).toEqual([]);
    expect(after?.name).toBe('Другова Зоя Львовна');
    expect(after?.id).not.toBe(before?.id);
    const left = clinic.sandbox.crm.contact(before?.id ?? 0);
    expect(left?.name).toBe(before?.name);
    await page.goto('/actions');
    await page.getByText('отделение пациента от чужого контакта').waitFor();
  });

  test('a patient is found, shown masked, and with values only when asked for', async () => {
    const watch = watchForCanary(page);
    await page.goto('/patients');
    await page.getByLabel('Фамилия, телефон').fill('ПТИЦА-77');
    await press('Найти');
    await page.getByRole('heading', { level: 1, name: `Пациент ${canary.id}` }).waitFor();
    await page.getByText('Обе стороны совпадают').waitFor();
    expect(await sides().getByRole('row').count()).toBe(1 + 3 + contactFields.length);
    expect(await watch.seen()).toEqual([]);

    await press('Показать данные');
    await page.getByText('Канарейкина').first().waitFor();
    expect(await watch.shown()).toEqual(canary.values);
    await page.getByText('показ личных данных').waitFor();
    await press('Скрыть данные');
    expect(await watch.shown()).toEqual([]);
    const card = page.getByRole('link', { name: /^\d+$/ }).first();
    expect(await card.getAttribute('href')).toContain(`${clinic.sandbox.url}/contacts/detail/`);
  });

  test('a single patient is carried over', async () => {
    clinic.editPerson(6, 'City', 'Псков');
    // A person types the number as the pages show it; what is no number is no patient's page.
    for (const path of ['/patients/nobody', '/runs/last']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: 'Такой страницы нет' }).waitFor();
    }
    await page.goto('/patients/1:6');
    await page.getByText(/^Расход[ия]тся \d/).waitFor();
    await page.getByRole('switch', { name: 'Только расхождения' }).click();
    await page.getByRole('row').filter({ hasText: 'Возраст' }).waitFor({ state: 'detached' });
    const rows = sides().locator('tbody tr');
    expect(await rows.count()).toBe(await rows.filter({ hasText: 'расходится' }).count());
    await page.getByRole('switch', { name: 'Только расхождения' }).click();
    await press('Перенести сейчас');
    await page.getByText('Контакт обновлён').waitFor();
    await page.getByText('Обе стороны совпадают').waitFor();
  });

  test('a bar of the chart leads to the passes of its time', async () => {
    await page.goto('/');
    const bars = page.locator('figure').first().locator('.recharts-bar-rectangle path');
    // It is drawn anew with what is told: what was found a moment ago may be gone.
    const isInView = () =>
      bars
        .last()
        .scrollIntoViewIfNeeded({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
    await vi.waitUntil(isInView, { timeout: 15_000 });
    // A bar of one patient may be too low to be hit: whoever points at its column means it.
    const drawn = (what: Locator) => vi.waitUntil(() => what.boundingBox(), { timeout: 15_000 });
    const bar = await drawn(bars.last());
    const plot = await drawn(page.locator('figure').first().locator('.recharts-cartesian-grid'));
    await page.mouse.click(bar.x + bar.width / 2, plot.y + plot.height / 4);
    await page.getByText(/^Закончились с /).waitFor();
    expect(new URL(page.url()).search).toMatch(/^\?from=\d+&until=\d+$/);
    await page.locator('tbody tr').first().waitFor();
  });

  test('a stopped mass change names whom it concerns, and goes through for its number alone', async () => {
    clinic.sql('delete from Patients where ID_Persons between 11 and 20');
    await page.goto('/');
    await press('Сверить всё');
    await verdict('Обмен остановлен: слишком много изменений сразу');
    await page.getByText('исчезли из IDENT: 10', { exact: true }).waitFor();
    await page.getByText('Пациенты: 11, 12, 13, 14, 15, 16, 17, 18, 19, 20').waitFor();
    await press('Разрешить один раз…');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Число изменений').fill('9');
    await dialog.getByRole('button', { name: 'Разрешить и выполнить' }).click();
    await dialog.getByText('Введите 10').waitFor();
    expect(removed()).toBe(0);
    await dialog.getByLabel('Число изменений').fill('10');
    await dialog.getByRole('button', { name: 'Разрешить и выполнить' }).click();
    await verdict('Всё в порядке');
    expect(removed()).toBe(10);
  });

  /** Contacts that say so. */
  function removed(): number {
    const contacts = clinic.sandbox.crm.contacts();
    return contacts.filter((contact) => JSON.stringify(contact).includes('Удален')).length;
  }
}
