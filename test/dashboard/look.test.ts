import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCode } from '../../src/app-error.ts';
import { describeInBrowser, launchBrowser, type Visit } from './browser.ts';
import { canary, hideCanary, watchForCanary } from './canary.ts';
import { Clinic } from './clinic.ts';
import { bringAxe, tooWide, violations } from './looks.ts';
import { signIn, visitSignedIn } from './signed-in.ts';
import { book, dayFromNow } from './visits/visits-clinic.ts';

/** Every page, with what is there when it has drawn what it shows. */
const pages = [
  ['/', 'figure svg'],
  ['/runs', 'tbody tr'],
  ['/runs/1', 'dl'],
  ['/patients', 'form'],
  [`/patients/${canary.id}`, 'tbody tr'],
  ['/visits', 'tbody tr'],
  ['/rejected', 'tbody tr'],
  ['/outside/missing', 'h1'],
  ['/fields', 'tbody tr'],
  ['/setup', 'ol section'],
  ['/settings', 'tbody tr'],
  ['/actions', 'tbody tr'],
  ['/nowhere', 'h1'],
] as const;

const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 800 };

describeInBrowser('every page', () => {
  let clinic: Clinic;
  let browser: Browser;
  let russian: Visit;
  let english: Visit;
  beforeAll(async () => {
    [clinic, browser] = await Promise.all([
      Clinic.open({ patients: 20, prepare: withVisitToday }),
      launchBrowser(),
    ]);
    clinic.sandbox.faults.add({
      match: { method: 'PATCH', path: '/api/v4/contacts' },
      times: null,
      fault: { kind: 'reject', where: () => true },
    });
    // One that is refused, for the list of those.
    clinic.editPerson(canary.id, 'City', 'Тула');
    await clinic.command(['sync'], exitCode.rowsNotWritten);
    const session = await signIn(browser, clinic);
    russian = await visitSignedIn(browser, clinic, session, { viewport: desk });
    english = await visitSignedIn(browser, clinic, session, { viewport: phone, locale: 'en-GB' });
    for (const { page } of [russian, english]) await bringAxe(page);
  });
  afterAll(async () => {
    await browser?.close();
    await clinic?.[Symbol.asyncDispose]();
  });

  test.each(pages)('%s is accessible in light and dark', async (path, drawn) => {
    const { page, misdeeds } = russian;
    const watch = watchForCanary(page);
    await page.emulateMedia({ colorScheme: 'light' });
    await open(page, path, drawn);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    // All that can be otherwise.
    expect(await violations(page, { rule: 'color-contrast' })).toEqual([]);
    expect(await watch.seen()).toEqual([]);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  test.each(pages)(
    '%s fits a phone, in English, and holds nothing of a person',
    async (path, drawn) => {
      const { page, misdeeds } = english;
      const watch = watchForCanary(page);
      await open(page, path, drawn);
      expect(await tooWide(page)).toBe(0);
      // What the clinic itself calls things stays Russian: fields, values, the account.
      expect(await page.locator('h1').innerText()).toMatch(/^[\x20-\x7e]+$/);
      expect(await watch.seen()).toEqual([]);
      expect(misdeeds).toEqual({ errors: [], foreign: [] });
    },
  );

  test('every page draws what it shows where a browser begins with its address', async () => {
    const { page, misdeeds } = english;
    for (const [path, drawn] of pages) {
      await page.goto(path);
      await page.locator(drawn).first().waitFor();
    }
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  test('the sections are reached through a menu on a phone', async () => {
    const { page } = english;
    await open(page, '/', '[data-verdict]');
    await page.getByRole('button', { name: 'Open the menu' }).click();
    // What it lies upon was looked at before.
    expect(await violations(page, { within: 'header' })).toEqual([]);
    await page.getByRole('link', { name: 'Fields', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Fields' }).waitFor();
    const opener = page.getByRole('button', { name: 'Open the menu' });
    await opener.waitFor();
    await opener.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await opener.waitFor();
    expect(await opener.evaluate((button) => button.matches(':focus'))).toBe(true);
  });
});

function withVisitToday(clinic: Clinic): void {
  hideCanary(clinic);
  book(clinic, { id: 900_001, patient: canary.id, start: `${dayFromNow(0)} 23:59:00` });
}

/** As a link within the page does: what a browser begins with is loaded once. */
async function open(page: Page, path: string, drawn: string): Promise<void> {
  if (page.url() === 'about:blank') {
    await page.goto(path);
    await page.locator(drawn).first().waitFor();
    return;
  }
  // The script runs in the page, which this file's types know nothing of.
  await page.evaluate(`
    for (const one of document.querySelectorAll(${JSON.stringify(drawn)})) one.dataset.former = '';
    history.pushState(null, '', ${JSON.stringify(path)});
  `);
  await page.locator(`:is(${drawn}):not([data-former])`).first().waitFor();
}
