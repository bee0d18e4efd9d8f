import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, launchBrowser } from './browser.ts';
import { hideCanary, watchForCanary } from './canary.ts';
import { Clinic } from './clinic.ts';
import { type StorageState, signIn, visitSignedIn } from './signed-in.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every page, with what is there when it has drawn what it shows. */
const pages: readonly (readonly [path: string, drawn: string])[] = [
  ['/', '[data-verdict]'],
  ['/runs', 'tbody tr'],
  ['/runs/1', 'dl'],
  ['/patients', 'form'],
  ['/patients/1', 'tbody tr'],
  ['/rejected', 'tbody tr'],
  ['/fields', 'tbody tr'],
  ['/setup', 'ol section'],
  ['/settings', 'tbody tr'],
  ['/actions', 'tbody tr'],
  ['/nowhere', 'h1'],
];

describeInBrowser('every page', () => {
  let clinic: Clinic;
  let browser: Browser;
  let session: StorageState;
  beforeAll(async () => {
    [clinic, browser] = await Promise.all([
      Clinic.open({ patients: 20, prepare: hideCanary }),
      launchBrowser(),
    ]);
    clinic.sandbox.faults.add({
      match: { method: 'PATCH', path: '/api/v4/contacts' },
      times: null,
      fault: { kind: 'reject', where: () => true },
    });
    // One that is refused, for the list of those.
    clinic.editPerson(1, 'City', 'Тула');
    await clinic.command('sync');
    session = await signIn(browser, clinic);
  });
  afterAll(async () => {
    await browser?.close();
    await clinic?.[Symbol.asyncDispose]();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`is accessible in ${colorScheme}`, async () => {
      const { page, misdeeds } = await visitSignedIn(browser, clinic, session, { colorScheme });
      await go(page, async (path) => {
        expect({ path, violations: await violations(page) }).toEqual({ path, violations: [] });
      });
      expect(misdeeds).toEqual({ errors: [], foreign: [] });
    });
  }

  test('fits a phone, and its sections are reached through the menu', async () => {
    const viewport = { width: 360, height: 740 };
    const { page, misdeeds } = await visitSignedIn(browser, clinic, session, { viewport });
    await go(page, async (path) => {
      const tooWide = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect({ path, tooWide }).toEqual({ path, tooWide: 0 });
    });
    await page.getByRole('button', { name: 'Открыть меню' }).click();
    await page.getByRole('link', { name: 'Поля', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Поля' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  test('speaks English, and holds nothing of a person', async () => {
    const { page, misdeeds } = await visitSignedIn(browser, clinic, session, { locale: 'en-GB' });
    const watch = watchForCanary(page);
    await go(page, async (path) => {
      // What the clinic itself calls things stays Russian: fields, values, the account.
      const heading = await page.locator('h1').innerText();
      expect({ path, heading }).toEqual({ path, heading: expect.stringMatching(/^[\x20-\x7e]+$/) });
      expect({ path, shown: await watch.shown() }).toEqual({ path, shown: [] });
    });
    await watch.settled();
    expect(watch.leaks).toEqual([]);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  async function go(page: Page, look: (path: string) => Promise<void>): Promise<void> {
    for (const [path, drawn] of pages) {
      await page.goto(path);
      await page.locator(drawn).first().waitFor();
      await look(path);
    }
  }
});

/** What axe finds, as `rule: element`. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  // The script runs in the page, which this file's types know nothing of.
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
