import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Every document of the page can be looked at by {@link violations} from now on. */
export const bringAxe = (page: Page): Promise<unknown> => page.addInitScript(axe.source);

/** By how many pixels the page is wider than its window. */
export const tooWide = (page: Page): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

interface Look {
  readonly rule?: string;
  /** Default: the whole page. */
  readonly within?: string;
}

/** Further rows of a table are drawn as the first ones are. */
const repeated = ['tbody tr:nth-child(n + 9)'];

/** What axe finds, as `rule: element`. */
export async function violations(page: Page, { rule, within = 'html' }: Look = {}) {
  const where = { include: [[within]], exclude: [repeated] };
  const options = {
    ...{ preload: false, resultTypes: ['violations'] },
    ...(rule !== undefined && { runOnly: [rule] }),
  };
  // The script runs in the page, which this file's types know nothing of.
  const found = (await page.evaluate(
    `axe.run(${JSON.stringify(where)}, ${JSON.stringify(options)})`,
  )) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
