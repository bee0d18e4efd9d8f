import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { wallClockAt } from '../../../src/contact/value/dates.ts';
import { describeInBrowser, launchBrowser, type Visit } from '../browser.ts';
import { canary, watchForCanary } from '../canary.ts';
import type { Clinic } from '../clinic.ts';
import { bringAxe, tooWide, violations } from '../looks.ts';
import { signIn, visitSignedIn } from '../signed-in.ts';
import { clinicOfVisits, dayFromNow, mark } from './visits-clinic.ts';

describeInBrowser('the page of visits', () => {
  let clinic: Clinic;
  let browser: Browser;
  let visitor: Visit;
  let page: Page;
  beforeAll(async () => {
    [clinic, browser] = await Promise.all([
      clinicOfVisits([
        {
          id: 101,
          patient: canary.id,
          start: `${dayFromNow(0)} 09:00:00`,
          stamp: 'PatientAppeared',
        },
        { id: 102, patient: 2, start: `${dayFromNow(0)} 10:00:00`, stamp: 'CheckIssued' },
        { id: 103, patient: 3, start: `${dayFromNow(2)} 11:00:00` },
        { id: 104, patient: 4, start: `${dayFromNow(1)} 12:00:00` },
        { id: 105, patient: 5, start: `${dayFromNow(1)} 13:00:00` },
      ]),
      launchBrowser(),
    ]);
    visitor = await visitSignedIn(browser, clinic, await signIn(browser, clinic));
    ({ page } = visitor);
    await bringAxe(page);
  });
  afterEach(() => {
    expect(visitor.misdeeds).toEqual({ errors: [], foreign: [] });
  });
  afterAll(async () => {
    await browser?.close();
    await clinic?.[Symbol.asyncDispose]();
  });

  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const table = (name: string | RegExp) => page.getByRole('table', { name });
  const figure = (name: string) =>
    page.locator('dl > div').filter({ hasText: name }).locator('dd').first();
  /** With all that it lists, in both looks, and on a phone. */
  const isInOrder = async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    const desk = page.viewportSize();
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await tooWide(page)).toBe(0);
    if (desk !== null) await page.setViewportSize(desk);
  };
  const passNow = async () => {
    await page.goto('/');
    await press('Перенести сейчас');
  };

  test('a day tells its visits by stage; pressed, it lists them with their deals, and nobody’s name before somebody asks, which is recorded', async () => {
    const watch = watchForCanary(page);
    await page.goto('/');
    await page.getByRole('link', { name: 'Визиты', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Визиты' }).waitFor();
    expect(await figure('Визитов со сделкой').innerText()).toBe('5');
    const days = table('Сегодня и ближайшие дни');
    const today = days.getByRole('row').filter({ hasText: 'сегодня' });
    expect(await today.getByRole('cell').allInnerTexts()).toEqual([
      expect.stringContaining('сегодня'),
      ...['2', expect.stringMatching(/^Пришёл\s+1\s+Счёт выставлен\s+1$/), '2'],
    ]);
    await today.getByRole('button', { name: /^Приёмы за / }).click();
    const rows = table(/^Приёмы за /).locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(2);
    const [deal] = clinic.sandbox.deals.all();
    const link = rows.first().getByRole('link', { name: String(deal?.id), exact: true });
    expect(await link.getAttribute('href')).toBe(`${clinic.sandbox.url}/leads/detail/${deal?.id}`);
    expect(await rows.first().innerText()).toContain('ведёт программа');
    expect(await watch.seen()).toEqual([]);

    await press('Показать имена');
    await rows.first().getByText('Канарейкина Желтопёра Кенаровна').waitFor();
    await press('Скрыть имена');
    expect(await watch.shown()).toEqual([]);
    await page.goto('/actions');
    await page.getByText('показ имён на странице визитов, за день').waitFor();
  });

  test('what people changed, what waits and what amoCRM rejected is listed, with the reason, and goes again on retry', async () => {
    const { sandbox } = clinic;
    const dealOf = (visit: string) =>
      sandbox.deals.all().find((lead) => JSON.stringify(lead).includes(`"${visit}"`))?.id ?? 0;
    const dragged = dealOf('105');
    sandbox.deals.edit(dragged, { price: 777 });
    mark(clinic, 105, 'PatientAppeared');
    // Whoever cancels may book anew while on the phone: it waits.
    mark(clinic, 103, 'ReceptionCanceled', wallClockAt(Date.now(), 'Europe/Moscow'));
    const refused = dealOf('104');
    const fault = sandbox.faults.add({
      match: { method: 'PATCH', path: '/api/v4/leads' },
      fault: {
        ...{ kind: 'reject', path: 'price', code: 'InvalidType' },
        where: (row) => JSON.stringify(row).includes(String(refused)),
      },
      times: null,
    });
    mark(clinic, 104, 'PatientAppeared');
    await passNow();
    // The page hears of the pass by itself.
    await page.getByRole('link', { name: 'Визиты', exact: true }).click();
    const rejected = table('Отклонены amoCRM').getByRole('row').filter({ hasText: '104' });
    await rejected.getByRole('link', { name: '4', exact: true }).waitFor();
    expect(await table('Меняли люди').locator('tbody tr').first().innerText()).toContain(
      String(dragged),
    );
    expect(await table('Ждут').locator('tbody tr').first().innerText()).toContain('103');
    await isInOrder();
    sandbox.faults.remove(fault);
    await rejected.getByRole('button', { name: 'Повторить визит 104' }).click();
    await page.getByText('Отправляем снова 1 пациента').waitFor();
    await rejected.waitFor({ state: 'detached' });
    expect(await figure('Отклонено').innerText()).toBe('0');
  });

  test('a patient’s page shows the visits with where their deals stand, and the doctors once somebody asks, which is recorded', async () => {
    await page.goto(`/patients/${canary.id}`);
    const visits = table('Визиты');
    const row = visits.locator('tbody tr').first();
    await row.getByText('Визиты IDENT').waitFor();
    await page.getByText(/^контакт создан/).waitFor();
    await press('Показать врачей и суммы');
    await visits.getByRole('columnheader', { name: 'Врач' }).waitFor();
    await press('Скрыть врачей и суммы');
    await visits.getByRole('columnheader', { name: 'Врач' }).waitFor({ state: 'detached' });
    await page.getByText('показ врачей и сумм визитов пациента').waitFor();
  });

  test('a database that does not tell of bookings any more is no empty day', async () => {
    clinic.sql('alter table Receptions rename column PlanStart to Elsewhere');
    await page.goto('/visits');
    await page.getByText('По базе не видно приёмов').waitFor();
    clinic.sql('alter table Receptions rename column Elsewhere to PlanStart');
    await press('Прочитать IDENT снова');
    await table('Сегодня и ближайшие дни').waitFor();
  });
});
