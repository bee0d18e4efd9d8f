import type { Page } from 'playwright-core';

/** Buttons that stand out: what to do next is never a question. */
export const standingOut = async (page: Page): Promise<readonly string[]> =>
  await page
    .locator('main .mantine-Button-root:is(:not([data-variant]), [data-variant="filled"])')
    .allInnerTexts();
